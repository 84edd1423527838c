"""A meeting rehearsed with simulated people, and the checklist beside it."""
