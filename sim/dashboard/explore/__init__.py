"""The first page: move a lever, and the real model answers."""

from sim.dashboard.explore.page import Page

__all__ = ["Page"]
