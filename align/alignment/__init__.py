"""Pairs the sentences of two texts into beads."""
