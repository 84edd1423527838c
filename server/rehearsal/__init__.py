"""A rehearsal as it runs: simulated people, who walks the agenda with them, and the checklist beside it."""
