"""Exploring policies lever by lever: what a page asks, the scenario it makes of that, and quick paired runs."""
