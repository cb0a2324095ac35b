"""Plain controls of the browser with labels: made for keyboards, screen readers and phones."""

from sim.dashboard.controls.checks import Check, Checks
from sim.dashboard.controls.choice import Choice
from sim.dashboard.controls.radios import Radios
from sim.dashboard.controls.search import Search
from sim.dashboard.controls.style import ControlStyle
from sim.dashboard.controls.whole_number import WholeNumber

__all__ = ["Check", "Checks", "Choice", "ControlStyle", "Radios", "Search", "WholeNumber"]
