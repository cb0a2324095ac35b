"""Policies as files: what a file can hold, how it is read, changed and saved."""
