"""The reference pages of `docs/`: blocks that are written by the code and not by hand."""
