"""Scores, ranks and ratings, and the set of criteria they are given by."""
