"""Studies: what one does with the model. Each file is one kind of study; none draws or prints, but for a progress bar.

>>> from sim.studies import Society, panel, sweep
"""

from importlib import import_module
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.studies.cohorts.cohort import panel
    from sim.studies.runs.society import Society, societies
    from sim.studies.sweeps.sweep import sweep

__all__ = ["Society", "panel", "societies", "sweep"]

_HOMES = {
    "Society": "runs.society",
    "panel": "cohorts.cohort",
    "societies": "runs.society",
    "sweep": "sweeps.sweep",
}


def __getattr__(name: str) -> object:
    """Load a public name when it is first asked for: a study that needs no pool of processes does not wait for one."""
    if name not in _HOMES:
        raise AttributeError(f"module 'sim.studies' has no attribute {name!r}")
    return getattr(import_module(f"sim.studies.{_HOMES[name]}"), name)
