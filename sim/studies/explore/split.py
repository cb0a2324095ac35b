"""The headline split: what each lever contributes to weeks of illness averted, and what each mechanism carries of it.

Levers are split by Shapley values (Shapley 1953, A value for n-person games): what each adds when its turn comes, the
mean over all orders of moving them, on the same people and the same random numbers. They add up to the whole.
Mechanisms do not add up: each is cut alone, under the policy and under the baseline, in people who have lived with it
so far.
"""

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import CancelledError
from itertools import permutations
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.parameters.mechanisms import SWITCH, MechanismSwitches
from sim.scenario.load import BASELINE
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.studies.explore.building import scenario_of
from sim.studies.explore.explorer import Explorer
from sim.studies.explore.levers import levers
from sim.studies.explore.question import Policy, Question
from sim.studies.explore.shares import NOBODY, Asker
from sim.studies.explore.shipped import shipped
from sim.studies.runs.jobs import replicate_seed
from sim.studies.runs.run import Run
from sim.studies.runs.statistics import t_interval

EXACT = 4  # levers; of more, orders are sampled
ORDERS = 6  # sampled, each with its reverse
POPULATIONS = 8  # that levers are split in
CUT_IN = 4  # populations that mechanisms are cut in: many runs
WHOLE = "whole"
CUT = (
    "mastery", "modeling", "persuasion", "bodily_state", "learning", "adherence", "public_stigma", "self_stigma",
    "stigma_brake", "vicious_circles", "well_friends", "helplessness", "care_capacity", "primary_care_first",
)  # fmt: skip
OUTCOME = "weeks_of_illness"

type Values = npt.NDArray[np.float64]
type Progress = Callable[[int, int], None]


class Part(NamedTuple):
    """What one lever contributes, or what is left without one mechanism: mean and 95 % interval over populations."""

    name: str
    title: str
    value: float
    low: float
    high: float


class Split(NamedTuple):
    """Parts of the weeks of illness that a policy averts in the represented population."""

    whole: Part
    parts: list[Part]


def players(policy: Policy) -> list[str]:
    """What can be moved by itself: levers, and the scenario that the policy begins with."""
    return [*([policy.base] if policy.base != BASELINE else []), *policy.settings]


def coalition(policy: Policy, chosen: frozenset[str]) -> Policy:
    """The policy with only some of its players."""
    settings = {name: setting for name, setting in policy.settings.items() if name in chosen}
    return Policy(base=policy.base if policy.base in chosen else BASELINE, settings=settings)


def orders(names: list[str], seed: int) -> list[tuple[str, ...]]:
    """All orders of a few levers; of many, some and their reverses."""
    if len(names) <= EXACT:
        return list(permutations(names))
    rng = np.random.default_rng([seed, len(names)])
    drawn = [tuple(rng.permutation(names).tolist()) for _ in range(ORDERS)]
    return [*drawn, *(tuple(reversed(order)) for order in drawn)]


def shapley(worth: Mapping[frozenset[str], Values], ways: list[tuple[str, ...]]) -> dict[str, Values]:
    """What each player adds, averaged over orders.

    Args:
        worth: of each coalition that an order passes through, over populations.
        ways: the orders.
    """
    found = {name: np.zeros_like(worth[frozenset()]) for name in ways[0]}
    for order in ways:
        for at, name in enumerate(order):
            found[name] = found[name] + worth[frozenset(order[: at + 1])] - worth[frozenset(order[:at])]
    return {name: total / len(ways) for name, total in found.items()}


def split_by_lever(
    question: Question,
    baseline: Scenario,
    explorer: Explorer,
    *,
    asker: Asker = NOBODY,
    stop: threading.Event | None = None,
    on_done: Progress | None = None,
) -> Split:
    """Split the weeks of illness that a policy averts by lever.

    Args:
        question: what is asked; two levers or more are moved.
        baseline: of its area.
        explorer: runs the model.
        asker: who asks.
        stop: when set, waiting ends.
        on_done: called with runs done and runs in all.

    Raises:
        CancelledError: `stop` was set.
    """
    names = players(question.policy)
    ways = orders(names, question.seed)
    needed = sorted({frozenset(order[:at]) for order in ways for at in range(1, len(names) + 1)}, key=sorted)
    made = {
        one: scenario_of(coalition(question.policy, one), baseline, f"coalition_{at}") for at, one in enumerate(needed)
    }
    found = explorer.compare(
        list(made.values()), baseline, question.seed, POPULATIONS, weeks=question.weeks, asker=asker, stop=stop,
        on_done=on_done,
    )  # fmt: skip
    before = found.total(BASELINE, OUTCOME)
    worth = {one: before - found.total(scenario.name, OUTCOME) for one, scenario in made.items()}
    worth[frozenset()] = np.zeros_like(before)
    parts = [part(name, _title(name), values) for name, values in shapley(worth, ways).items()]
    whole = part(WHOLE, "All together", worth[frozenset(names)])
    return Split(whole, sorted(parts, key=lambda one: -one.value))


def split_by_mechanism(
    question: Question,
    baseline: Scenario,
    people: int,
    *,
    stop: threading.Event | None = None,
    on_done: Progress | None = None,
) -> Split:
    """What a policy averts with each mechanism cut, under the policy and the baseline alike.

    Args:
        question: what is asked.
        baseline: of its area.
        people: in each population.
        stop: when set, the runs end.
        on_done: called with runs done and runs in all.

    Raises:
        CancelledError: `stop` was set.
    """
    policy = scenario_of(question.policy, baseline, "policy", question.weeks)
    total, done = 2 * CUT_IN * (len(CUT) + 1), 0
    averted: dict[str, list[float]] = {}
    for number in range(CUT_IN):
        seed = replicate_seed(question.seed, number)
        start = snapshot(baseline, people, seed, stop=stop)
        for cut in (WHOLE, *CUT):
            weeks = []
            for scenario in (baseline, policy):
                if stop is not None and stop.is_set():
                    raise CancelledError
                run = Run(without(scenario, cut), start, question.weeks, seed, threads=1)
                run.live(question.weeks, stop=stop)
                weeks.append(run.result().totals[OUTCOME])
                done += 1
                if on_done is not None:
                    on_done(done, total)
            averted.setdefault(cut, []).append(baseline.represented_population * (weeks[0] - weeks[1]))
    parts = [part(name, mechanism_title(name), np.array(averted[name])) for name in CUT]
    return Split(part(WHOLE, "Nothing cut", np.array(averted[WHOLE])), sorted(parts, key=lambda one: one.value))


def without(scenario: Scenario, mechanism: str) -> Scenario:
    """A scenario with one mechanism off; the scenario itself for `WHOLE`."""
    if mechanism == WHOLE:
        return scenario
    return scenario.model_copy(update={"mechanisms": scenario.mechanisms | {mechanism: False}})


def mechanism_title(name: str) -> str:
    """A mechanism for readers."""
    title = (MechanismSwitches.model_fields[SWITCH + name].description or name).split(":")[0]
    return title[:1].upper() + title[1:]


def part(name: str, title: str, values: Values) -> Part:
    """Mean and interval over populations."""
    return Part(name, title, *t_interval(values))


def _title(name: str) -> str:
    return levers()[name].title if name in levers() else shipped(name).title
