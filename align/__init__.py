"""Documents in, bitext out: read, segment, align.

    document = read("report.pdf")          # Document: text, and paragraphs with exact places
    sentences = segment(document)          # Segments: exact spans of the text
    bitext = align(document, translation)  # Bitext: beads with a confidence

Importing this package loads no model and no dictionary.
"""
