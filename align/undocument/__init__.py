"""What is particular to the documents of the United Nations: labels, symbols, sessions, covers, resolutions."""

from align.undocument.labels import Label, leading_label

__all__ = ["Label", "leading_label"]
