"""Single lives: who is tied to whom, how states change week by week, and where two policies part a life."""

from sim.studies.lives.divergence import Parting, Partings, partings
from sim.studies.lives.ego_network import Circle, circle
from sim.studies.lives.life import Life, live, seen_apart
from sim.studies.lives.state_series import Film, film
from sim.studies.lives.states import STATES, State

__all__ = [
    "STATES",
    "Circle",
    "Film",
    "Life",
    "Parting",
    "Partings",
    "State",
    "circle",
    "film",
    "live",
    "partings",
    "seen_apart",
]
