"""Recovery dynamics: an agent-based simulation of recovery from depression, anxiety and post-traumatic stress.

    >>> from sim import RecoveryModel
    >>> model = RecoveryModel(scenario="baseline", people=300, rng=42)
    >>> model.run_for(4)

Importing this package loads neither matplotlib nor solara.
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.agent import Person
    from sim.errors import ScenarioError
    from sim.model import RecoveryModel
    from sim.parameters import Parameters
    from sim.scenario.load import load_scenario
    from sim.scenario.scenario import Scenario

__version__ = "0.2.0"
__all__ = ["Parameters", "Person", "RecoveryModel", "Scenario", "ScenarioError", "load_scenario"]

_HOMES = {
    "Parameters": "parameters",
    "Person": "agent",
    "RecoveryModel": "model",
    "Scenario": "scenario.scenario",
    "ScenarioError": "errors",
    "load_scenario": "scenario.load",
}


_RENAMED = {"Numbers": "Parameters"}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for: a command that needs no Mesa does not wait for it."""
    if name in _RENAMED:
        import_module("sim.core.deprecated").warn_deprecated(f"sim.{name}", stacklevel=2)
        name = _RENAMED[name]
    if name not in _HOMES:
        raise AttributeError(f"module 'sim' has no attribute {name!r}")
    return getattr(import_module(f"sim.{_HOMES[name]}"), name)
