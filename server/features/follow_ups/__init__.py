"""What became of what was decided, until the next meeting."""
