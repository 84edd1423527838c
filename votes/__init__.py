"""The rules of voting: pure functions on frozen nouns. No I/O, no clock, no randomness."""
