"""Who sent a request: credentials, origins, and how much each may send."""
