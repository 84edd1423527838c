"""A voter sends a ballot, changes it, and reads it again."""
