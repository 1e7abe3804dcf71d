"""What is particular to the documents of the United Nations: labels, symbols, sessions, covers, resolutions."""

from align.undocument.cover import metadata
from align.undocument.labels import Label, leading_label
from align.undocument.symbols import BODIES, Symbol, find_symbols, parse_file_name, parse_symbol

__all__ = ["BODIES", "Label", "Symbol", "find_symbols", "leading_label", "metadata", "parse_file_name", "parse_symbol"]
