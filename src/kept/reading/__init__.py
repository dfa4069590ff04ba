"""Prose into sentences with their places, ready to be cited."""
