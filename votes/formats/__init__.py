"""Options, results and ballots as text that other programs read: text in, nouns out, and back."""
