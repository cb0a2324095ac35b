"""Single people: who is tied to whom, how states change by week, and where histories under two policies diverge."""

from sim.studies.lives.divergence import Divergence, Divergences, divergences
from sim.studies.lives.ego_network import EgoNetwork, ego_network
from sim.studies.lives.life import Life, live, seen_apart
from sim.studies.lives.state_series import StateSeries, state_series
from sim.studies.lives.states import STATES, State

__all__ = [
    "STATES",
    "Divergence",
    "Divergences",
    "EgoNetwork",
    "Life",
    "State",
    "StateSeries",
    "divergences",
    "ego_network",
    "live",
    "seen_apart",
    "state_series",
]
