"""Who signs in to run the meeting, and the links of those who help."""
