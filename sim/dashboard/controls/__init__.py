"""Plain controls of the browser with labels: made for keyboards, screen readers and phones."""

from sim.dashboard.controls.controls import Check, Checks, Choice, ControlStyle, Radios, Search, WholeNumber

__all__ = ["Check", "Checks", "Choice", "ControlStyle", "Radios", "Search", "WholeNumber"]
