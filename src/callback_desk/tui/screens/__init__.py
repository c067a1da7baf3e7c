"""Whole screens: the desk, the keys, the end of the day."""
