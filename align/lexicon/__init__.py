"""Which words of two languages can translate each other: dictionary, cognates, learned lexicons."""
