"""Sentences, numbers and dates in three languages."""
