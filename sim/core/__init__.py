"""Machinery below the model: compiled rules, caches, chance, and the few curves in which rules are written."""
