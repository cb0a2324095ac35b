"""Evidence: what the model was tested against, what disagrees, its parameters and their sources, its limits."""

from sim.dashboard.evidence.page import Page

__all__ = ["Page"]
