"""Policies as files: what a file can contain, how it is read, changed and saved."""
