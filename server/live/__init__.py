"""What each audience may see, and how it gets there at once."""
