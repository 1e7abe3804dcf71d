"""The steps of a build: its sources, its parts, the terms it takes into the glossary, and what it keeps."""
