"""Interventions one by one: circularity, cards, their own trials, and the stored table."""
