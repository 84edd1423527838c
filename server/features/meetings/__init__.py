"""A session: made, imported, copied, changed, kept for a time, deleted."""
