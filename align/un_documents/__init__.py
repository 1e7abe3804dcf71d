"""What is particular to the documents of the United Nations: labels, symbols, sessions, covers, resolutions."""

from align.un_documents.cover import metadata
from align.un_documents.file_symbols import parse_file_name
from align.un_documents.labels import Label, leading_label
from align.un_documents.symbols import BODIES, Symbol, find_symbols, parse_symbol

__all__ = ["BODIES", "Label", "Symbol", "find_symbols", "leading_label", "metadata", "parse_file_name", "parse_symbol"]
