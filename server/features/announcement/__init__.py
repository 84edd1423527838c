"""The result as a notice, a text and a picture."""
