"""The first page: move a lever, and the model shows the effects."""

from sim.dashboard.explore.page import Page

__all__ = ["Page"]
