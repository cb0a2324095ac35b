"""Figures, one per file, in one house style."""
