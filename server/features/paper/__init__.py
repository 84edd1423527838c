"""Ballots that tellers enter: for somebody beside them, or from paper."""
