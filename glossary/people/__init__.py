"""The people of a workbench: their accounts and roles, and what they say to each other about entries and sentence pairs."""
