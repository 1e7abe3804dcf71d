"""Checks a translation against its source and the glossary."""
