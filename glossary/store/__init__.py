"""The glossary on disk: a Delta table, its history, and the rules for changing it."""
