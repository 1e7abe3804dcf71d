"""Bitext in, terminology out: extract, open, search, export.

Importing this package loads no model, no table and no index.
"""
