"""One list put to the vote: edited, opened, closed, judged, ties settled, revealed."""
