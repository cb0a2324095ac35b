"""Which parameters decide what a policy averts, in words."""

import math
from collections.abc import Sequence
from itertools import pairwise
from pathlib import Path

from sim.report.words.comparison import Comparison, title_of
from sim.report.words.method import uncertainty_of
from sim.scenario.load import load_scenario, scenario_names
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER
from sim.studies.fitted.decided import FILE, Deciding, Decision, decisions
from sim.studies.fitted.priors import meaning_of

READABLE = str.maketrans("_.", "  ")  # of a parameter's name, where no parameter is to be set
NAMED = 3  # parameters of a policy, at most
BENT = 0.05  # a share of the variance that is worth a word


def parameter_words(one: Deciding) -> str:
    """More of a parameter, and what the policy does then: "more seek_rate: averts less (12 %, 8 to 17)"."""
    return (
        f"more {short_name(one.parameter)}: averts {'more' if one.more else 'less'} "
        f"({100.0 * one.share:.0f} %, {100.0 * one.low:.0f} to {100.0 * one.high:.0f})"
    )


def short_name(parameter: str) -> str:
    """A parameter's name; that of a dose without what every dose's begins with: "cbt.restructuring"."""
    return parameter.removeprefix("interventions.").replace(".doses.", ".")


def decision_lines(one: Decision) -> list[str]:
    """The parameters that decide most about a policy, a line each; what stays open, in brackets after them."""
    named = one.clear[:NAMED]
    if not named:
        return ["nothing can be ranked"]
    lines = [parameter_words(each) for each in named]
    if any(before.low < after.high for before, after in pairwise(named)):
        lines.append("(order open)")
    if one.bends > BENT:
        lines.append(f"(bends and interactions, of no one parameter, make {100.0 * one.bends:.0f} % more)")
    return lines


def share_words(share: float) -> str:
    """A share in whole per cent; 0 where it lies below, a dash where it is not known."""
    return "-" if math.isnan(share) else f"{100.0 * max(0.0, share):.0f} %"


def deciding_sentences(comparison: Comparison, path: Path = FILE) -> list[str]:
    """Of each shipped policy of a comparison, which parameters make its parameter uncertainty; one sentence each.

    Args:
        comparison: with parameter uncertainty; without, there is nothing to be said.
        path: of the table; where it does not exist, there is nothing either.
    """
    known = decisions(path)
    if not known or not uncertainty_of(comparison.settings).spread or not comparison.scenarios:
        return []
    base, *others = comparison.scenarios
    return [
        _sentence(title_of(comparison.titles, one.name), known[one.name])
        for one in others
        if one.name in known and as_shipped(one) and known[one.name].compared_with == base.name and as_shipped(base)
    ]


def as_shipped(scenario: Scenario) -> bool:
    """Whether a scenario does what the one of its name that comes with the model does, whatever it costs."""
    return scenario.name in scenario_names() and scenario.starts(load_scenario(scenario.name)) == FOREVER


def _sentence(title: str, found: Decision) -> str:
    begin = f"{title}: in {found.sets} societies that differed in all free parameters,"
    if not found.clear:
        return f"{begin} no parameter alone had a clear effect on what the policy averts."
    named: Sequence[str] = [
        f"{short_name(one.parameter).translate(READABLE)} ({meaning_of(one.parameter)}; where it is higher, the "
        f"policy averts {'more' if one.more else 'less'}; {100.0 * one.share:.0f} % of the variance)"
        for one in found.clear[:NAMED]
    ]
    listed = named[0] if len(named) == 1 else f"{', '.join(named[:-1])} and {named[-1]}"
    return f"{begin} what the policy averts depended most on {listed}."
