"""The dictionary of word links, where it comes from, and how it is used."""
