"""Candidates: the spans of a sentence that could be terms, with one module for each language.

Each language module has `annotate(texts)`, which returns sentences with words and parts of speech, and
`spans(sentence)`, which returns the candidates of one sentence. The English module also tells whether a given span is
a noun phrase (`is_phrase`): bilingual extraction starts from a Chinese span, and asks this about the English span to
which the links lead.
"""
