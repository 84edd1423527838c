"""The pages that mix features: phone, screen, console."""
