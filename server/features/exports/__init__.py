"""What leaves a session as a file, and the pages that print the whole of it."""
