"""Honest and corrupted sentences with citations, made of a base, that judge the grounding check."""
