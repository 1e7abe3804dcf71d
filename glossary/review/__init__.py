"""What a reviewer decides on: drafts, the queue, and related entries."""
