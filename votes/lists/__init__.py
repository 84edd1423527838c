"""What people keep their lists in → what can be voted on: understood first, shown, and only then read."""
