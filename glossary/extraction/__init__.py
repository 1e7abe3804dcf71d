"""Finds the terms of bitexts and pairs them across languages."""
