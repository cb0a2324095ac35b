"""The ensemble: parameter sets that the evidence leaves open, tested in the model. A small file comes with the model.

Its first member is the model's default. The others show how much a result depends on parameters that the evidence does
not determine.
"""

import json
import math
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from typing import NamedTuple

from sim.scenario.scenario import Scenario
from sim.scenario.values import value_paths
from sim.studies.fitted.priors import path_of, with_values

FILE = Path(__file__).parent / "ensemble.json"
SAME = 1e-3  # values of the file have four digits


class Member(NamedTuple):
    """One parameter set that fits."""

    parameters: dict[str, float]  # free ones, by name
    log_likelihood: float  # in the model, up to a constant
    agreeing: int  # fit rows within their bands


@cache
def ensemble() -> tuple[Member, ...]:
    """All members, the default first; none where no fit has been made."""
    if not FILE.exists():
        return ()
    content = json.loads(FILE.read_text(encoding="utf-8"))
    return tuple(
        Member(dict(entry["parameters"]), entry["log_likelihood"], entry["agreeing"]) for entry in content["members"]
    )


def as_member(scenario: Scenario, number: int) -> Scenario:
    """A scenario in the society of one member, members being taken in turn; itself where there is no ensemble.

    Args:
        scenario: any; what its own file or its culture sets, numbers and doses, stays as they set it.
        number: of the member, from 0; after the last comes the first again.
    """
    members = ensemble()
    if not members:
        return scenario
    return in_society(scenario, members[number % len(members)].parameters, members[0].parameters)


def in_society(scenario: Scenario, values: Mapping[str, float], default: Mapping[str, float]) -> Scenario:
    """A scenario in the society of other values of free parameters.

    Args:
        scenario: any; what its own file or its culture sets, numbers and doses, stays as they set it.
        values: of free parameters, by name.
        default: their values otherwise; where a scenario has another value, its own file set it.
    """
    own = scenario.parameters.keys() | scenario.profile.keys()
    present = value_paths(scenario)  # read once: it is slow
    changed = {}
    for name, value in values.items():
        here = float(present[path_of(name)])
        if name not in own and math.isclose(here, default[name], rel_tol=SAME) and value != here:
            changed[name] = value
    return with_values(scenario, changed) if changed else scenario


def write_ensemble(members: list[Member], made: dict[str, object], path: Path = FILE) -> None:
    """Write members, the default first, with how they were made."""
    content = {
        "made": made,
        "members": [
            {"log_likelihood": round(one.log_likelihood, 4), "agreeing": one.agreeing, "parameters": one.parameters}
            for one in members
        ],
    }
    path.write_text(json.dumps(content, indent=1) + "\n", encoding="utf-8")
