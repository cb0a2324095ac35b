"""People and ties: the support network week by week, and single people under two policies."""

from sim.dashboard.people.page import Page

__all__ = ["Page"]
