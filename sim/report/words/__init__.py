"""Findings in plain words, made from the numbers."""
