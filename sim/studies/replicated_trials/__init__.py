"""A trial in several societies: how much of its result is chance, and how much is not known of parameters."""
