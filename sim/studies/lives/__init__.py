"""Single people: who is tied to whom, how states change by week, and where histories under two policies diverge."""

from sim.studies.lives.divergence import Divergence, Divergences, divergences
from sim.studies.lives.ego_network import EgoNetwork, ego_network, layer_between
from sim.studies.lives.instruments import Instrument, fitting, instruments
from sim.studies.lives.life import Life, live, seen_apart
from sim.studies.lives.state_series import StateSeries, state_series
from sim.studies.lives.states import STATES, State
from sim.studies.lives.stories import Pair, Story, stories
from sim.studies.lives.turning import Kind, Mark, Turning, marks, turn, turning_points

__all__ = [
    "STATES",
    "Divergence",
    "Divergences",
    "EgoNetwork",
    "Instrument",
    "Kind",
    "Life",
    "Mark",
    "Pair",
    "State",
    "StateSeries",
    "Story",
    "Turning",
    "divergences",
    "ego_network",
    "fitting",
    "instruments",
    "layer_between",
    "live",
    "marks",
    "seen_apart",
    "state_series",
    "stories",
    "turn",
    "turning_points",
]
