"""Morris first, then Sobol on what matters: the inert parameters stay at the scenario's own values."""

from typing import Any, NamedTuple

import pandas as pd

from sim.studies.sensitivity.screening import inert
from sim.studies.sweeps.design import Design, Method, checked_design
from sim.studies.sweeps.settings import SCENARIO

FEWEST = 2  # parameters that a Sobol design needs


class Stages(NamedTuple):
    """What screening left.

    Attributes:
        design: for Sobol.
        kept: parameters that vary in it.
        dropped: parameters that stay at the scenario's values.
    """

    design: Design
    kept: list[str]
    dropped: list[str]


def screening_design(design: Design, trajectories: int) -> Design:
    """The same parameters, screened by Morris' method.

    Raises:
        SweepError: fewer than two parameters vary, or none has a range.
    """
    parameters = {name: _without_steps(value) for name, value in design.parameters.items()}
    changed = {"method": Method.MORRIS, "samples": trajectories, "interactions": False, "parameters": parameters}
    return checked_design(design.model_dump() | changed)


def _without_steps(value: Any) -> Any:
    """A parameter of a grid as other methods want it."""
    return {key: one for key, one in value.items() if key != "steps"} if isinstance(value, dict) else value


def variance_design(design: Design, tables: dict[str, pd.DataFrame], samples: int) -> Stages:
    """The Sobol design of what screening leaves.

    Args:
        design: as it was screened.
        tables: outcome to what `screened` gives.
        samples: base points, a power of two.
    """
    dropped = inert(tables.values())
    ranked = sorted(
        design.varied,
        key=lambda name: (
            -max(
                float(table.loc[table["parameter"] == name, "effect"].iloc[0]) / (float(table["effect"].max()) or 1.0)
                for table in tables.values()
            )
        ),
    )
    kept = [name for name in design.varied if name not in dropped or name in ranked[:FEWEST]]
    dropped = [name for name in design.varied if name not in kept]
    parameters = {name: value for name, value in design.parameters.items() if name not in dropped}
    if SCENARIO in dropped:
        parameters[SCENARIO] = design.parameters[SCENARIO][0]
    whole = design.model_dump() | {"method": Method.SOBOL, "samples": samples, "parameters": parameters}
    return Stages(checked_design(whole), kept, dropped)
