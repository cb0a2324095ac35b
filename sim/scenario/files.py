"""The scenario files that come with the model, by name; to list them loads nothing of the model."""

import tomllib
from typing import NamedTuple

from sim.core.installation import SCENARIOS

BASELINE = "baseline"


class Summary(NamedTuple):
    """What a scenario is called, and what it does."""

    name: str
    title: str
    description: str


def scenario_names() -> list[str]:
    """Names of the scenarios that come with the model."""
    return sorted(path.stem for path in SCENARIOS.glob("*.toml") if path.stem != "interventions")


def scenario_summaries() -> list[Summary]:
    """Name, title and description of the scenarios that come with the model."""
    summaries = []
    for name in scenario_names():
        content = tomllib.loads((SCENARIOS / f"{name}.toml").read_text(encoding="utf-8"))
        summaries.append(Summary(name, content.get("title", name), content.get("description", "")))
    return summaries


__all__ = ["BASELINE", "SCENARIOS", "Summary", "scenario_names", "scenario_summaries"]
