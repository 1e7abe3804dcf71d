"""Rules of Chinese, Simplified and Traditional; Japanese uses them too."""

from __future__ import annotations

from align.segmenter.rules import Rules

__all__ = ["RULES"]

RULES = Rules("zh", cased=False, han=True)
