"""Figures, one a file, in one house style."""
