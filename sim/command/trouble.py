"""What can go wrong at the user's end: told in one clear message, never in a traceback."""

from sim.evidence import UnknownEvidence
from sim.network.network_error import NetworkError
from sim.scenario_files import ScenarioError
from sim.studies.sweeps.trouble import SweepError


class Trouble(ValueError):
    """Bad input or surroundings: what is wrong, where, what was expected, what to do."""


USER_TROUBLE = (Trouble, ScenarioError, NetworkError, UnknownEvidence, SweepError)
