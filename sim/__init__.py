"""Recovery dynamics: an agent-based simulation of recovery from depression, anxiety and post-traumatic stress.

    >>> from sim import RecoveryModel
    >>> model = RecoveryModel(scenario="baseline", people=300, rng=42)
    >>> model.run_for(4)

Importing this package loads neither matplotlib nor solara.
"""

from sim.agent import Person
from sim.model import RecoveryModel
from sim.parameters import Numbers
from sim.scenario import Scenario
from sim.scenario_files import ScenarioError, load_scenario

__version__ = "0.1.0"
__all__ = ["Numbers", "Person", "RecoveryModel", "Scenario", "ScenarioError", "load_scenario"]
