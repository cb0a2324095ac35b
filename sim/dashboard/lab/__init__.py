"""Theory lab: mechanisms as switches, and guided lessons: predict first, then see what the model shows."""

from sim.dashboard.lab.page import Page

__all__ = ["Page"]
