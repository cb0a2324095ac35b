"""Studies: what one does with the model. Each file is one kind of study; none draws or prints, but for a progress bar.

>>> from sim.studies import sweep
"""

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from sim.studies.sweeps.sweep import sweep

__all__ = ["sweep"]


def __getattr__(name: str) -> object:
    """Load `sweep` when it is first asked for: a study that needs no pool of processes does not wait for one."""
    if name != "sweep":
        raise AttributeError(f"module 'sim.studies' has no attribute {name!r}")
    from sim.studies.sweeps.sweep import sweep

    return sweep
