"""The order of the meeting: items, timers, and the pages of reports."""
