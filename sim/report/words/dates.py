"""Dates of a policy against the end of a run: no week is named that the run does not reach."""

import re

from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER, ProgrammeSpec, ServiceSpec

NAMED = re.compile(r"\b(to|until|from|in) week (\d+(?:,\d{3})*)", re.IGNORECASE)
AFTER = {
    "to": "beyond the end of this run", "until": "after the end of this run", "from": "after the end of this run",
    "in": "a week after the end of this run",
}  # fmt: skip


def within_run(text: str, weeks: int) -> str:
    """A description in which no week after the run's end is named: "from week 1 to beyond the end of this run".

    Args:
        text: of a policy.
        weeks: length of the run.
    """

    def said(found: re.Match[str]) -> str:
        if int(found[2].replace(",", "")) <= weeks:
            return found[0]
        return f"{found[1]} {AFTER[found[1].lower()]}"

    return NAMED.sub(said, text)


def beyond(scenario: Scenario, weeks: int) -> str:
    """What of a policy lies after the run's end, in a sentence; empty where nothing does.

    Args:
        scenario: the policy.
        weeks: length of the run.
    """
    specs: list[ProgrammeSpec | ServiceSpec] = [*scenario.programmes.values(), *scenario.services.values()]
    if any((spec.start_week or 1) > weeks for spec in specs):
        return "Part of it would start only after the end of this run, and is not in these figures."
    if any(weeks + 1 < spec.end_week < FOREVER for spec in specs):
        return "It would go on after the end of this run; later effects and costs are not in these figures."
    return ""
