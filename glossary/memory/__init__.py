"""The translation memory: what was translated before, found again for a new document."""
