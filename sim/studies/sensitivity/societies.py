"""What each policy averts in many societies, each with its own values of the free parameters.

Values are drawn from what the fit leaves open. In each society all policies live from the same people and random
numbers, and the weeks that they share are lived once.
"""

import hashlib
import json
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from contextlib import closing
from functools import lru_cache, partial
from itertools import product
from pathlib import Path
from typing import Any, NamedTuple, Protocol

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.scenario.load import load_scenario, scenario_names
from sim.scenario.scenario import Scenario
from sim.scenario.values import value_paths
from sim.simulation.burn_in import snapshot
from sim.simulation.snapshots import standing
from sim.studies.fitted import priors
from sim.studies.fitted.ensemble import in_society
from sim.studies.fitted.priors import free_parameters, path_of
from sim.studies.runs.jobs import replicate_seed
from sim.studies.runs.run import Run
from sim.studies.sweeps.engine_local import LocalEngine
from sim.studies.sweeps.tasks import Found, Task, rules_now
from sim.studies.sweeps.workers import checked, described, prepare

LEARNED = Path(priors.__file__).parent / "learned.csv"
PRIOR, POSTERIOR = "priors", "90 % intervals of the fit"  # where ranges come from
PER = 1000.0  # people
TWICE = 2  # runs that a society has at most
STREAM = 22  # of the random numbers that parameters are drawn with

type Array = npt.NDArray[np.float64]


class OpenRange(NamedTuple):
    """A free parameter and the range that is left open."""

    name: str
    low: float
    high: float


class Compared(NamedTuple):
    """Policies, each with what it is compared with.

    Attributes:
        instead: policy to the name of the scenario that it is compared with.
        everything: all scenarios to be lived by name, the baseline first.
        left_out: scenario to the reason why it is not compared.
    """

    instead: dict[str, str]
    everything: dict[str, Scenario]
    left_out: dict[str, str]


class Size(NamedTuple):
    """How much is simulated."""

    sets: int
    again: int  # of the sets, the first so many live a second time with other random numbers
    people: int
    weeks: int
    seed: int


class Kept(Protocol):
    """Where finished societies are kept, such as a file of JSON lines."""

    runs: dict[str, dict[str, Any]]

    def add(self, run: dict[str, Any]) -> None:
        """Keep one; its `key` says which it is."""


class Averted(NamedTuple):
    """What was found.

    Attributes:
        unit: where each set lies in the ranges, 0 to 1 (sets by parameters).
        first: policy to weeks of illness averted per 1,000 people (sets); NaN where the society failed.
        second: the same with other random numbers; NaN where a society lived once.
        failed: societies that failed, with the reason.
    """

    unit: Array
    first: dict[str, Array]
    second: dict[str, Array]
    failed: list[str]


def open_ranges(path: Path = LEARNED) -> tuple[list[OpenRange], str]:
    """Free parameters with the range that is left open, and where the ranges come from.

    Args:
        path: what the fit learned; where it does not exist, the ranges are those of the priors.
    """
    if not path.exists():
        return [OpenRange(one.name, one.low, one.high) for one in free_parameters()], PRIOR
    learned = pd.read_csv(path)
    found = {
        str(row["parameter"]): OpenRange(
            str(row["parameter"]), float(row["posterior_low"]), float(row["posterior_high"])
        )
        for row in learned.to_dict("records")
    }
    ranges = [found[one.name] for one in free_parameters() if one.name in found]
    return [one for one in ranges if one.low < one.high], POSTERIOR


def compared_with(baseline: Scenario, scenarios: Iterable[Scenario]) -> Compared:
    """What each scenario is compared with: the baseline, or the scenario with the same event and no policy.

    Args:
        baseline: care as it is.
        scenarios: policies; those that cannot be compared are left out.
    """
    chosen = [one for one in scenarios if one.name != baseline.name]
    shipped = [load_scenario(name) for name in scenario_names()]
    bare = {one.name: one for one in (*chosen, *shipped) if one.events and _no_policy(one, baseline)}
    instead: dict[str, str] = {}
    everything, left_out = {baseline.name: baseline}, {}
    for one in chosen:
        if one.name in bare:
            left_out[one.name] = "it is an event and no policy, so there is nothing that it could avert"
            continue
        same = [name for name, other in bare.items() if other.events == one.events]
        if one.events and not same:
            left_out[one.name] = "no scenario has its events without a policy to compare with"
            continue
        other = bare[same[0]] if one.events else baseline
        if min(one.starts(other), one.starts(baseline)) == 0:
            left_out[one.name] = "its model parameters make it another society before the run begins"
            continue
        instead[one.name] = other.name
        everything |= {other.name: other, one.name: one}
    return Compared(instead, everything, left_out)


def _no_policy(scenario: Scenario, baseline: Scenario) -> bool:
    """Whether a scenario has the services and programmes of the baseline and no others."""
    return scenario.model_copy(update={"events": baseline.events}).starts(baseline) > 0 and (
        scenario.services == baseline.services and scenario.programmes == baseline.programmes
    )


def drawn(ranges: Sequence[OpenRange], sets: int, seed: int) -> Array:
    """Parameter sets as points of the unit cube (sets by parameters); more sets begin with the same ones."""
    return np.array([np.random.default_rng([seed, STREAM, number]).random(len(ranges)) for number in range(sets)])


def values_at(ranges: Sequence[OpenRange], point: Array) -> dict[str, float]:
    """A point of the unit cube as values by name."""
    return {one.name: float(one.low + place * (one.high - one.low)) for one, place in zip(ranges, point, strict=True)}


def averted_in_societies(
    compared: Compared,
    ranges: Sequence[OpenRange],
    size: Size,
    kept: Kept,
    *,
    workers: int = 2,
    on_society: Callable[[], None] | None = None,
) -> Averted:
    """Let all policies live in each society, those not yet kept in worker processes.

    Args:
        compared: policies and what they are compared with.
        ranges: what the societies differ by.
        size: how many societies, and how large.
        kept: where finished societies are kept.
        workers: processes.
        on_society: called when a society is finished or found.
    """
    unit = drawn(ranges, size.sets, size.seed)
    texts = {name: one.model_dump_json() for name, one in compared.everything.items()}
    digests = {name: _short(text) for name, text in texts.items()}
    base = next(iter(texts))
    tasks: dict[str, Task] = {}
    places: dict[str, tuple[int, int]] = {}
    for number, time_ in product(range(size.sets), range(TWICE)):
        if time_ == 1 and number >= size.again:
            continue
        values = values_at(ranges, unit[number])
        seed = replicate_seed(size.seed, TWICE * number + time_)
        key = _short(json.dumps([rules_now(), digests[base], sorted(values.items()), size.people, size.weeks, seed]))
        there = _lived(kept, key)
        missing = tuple(name for name, digest in digests.items() if there.get(name, ("", 0.0))[0] != digest)
        places[key] = number, time_
        if missing:
            needed = dict.fromkeys([*(compared.instead.get(name, base) for name in missing), *missing])
            tasks[key] = Task(
                key, texts[base], dict(values), size.people, size.weeks, seed, tuple(needed), False, "", False
            )
        elif on_society is not None:
            on_society()
    failed = []
    if tasks:
        with closing(LocalEngine(workers, None, partial(live, texts, compared.instead))) as engine:
            for batch in engine.run(tasks.values()):
                for found in batch:
                    number, time_ = places[found.key]
                    if found.outcomes is None:
                        failed.append(f"set {number + 1}: {found.error}")
                    else:
                        now = {name: [digests[name], weeks] for name, weeks in found.outcomes.items()}
                        both = {name: list(pair) for name, pair in _lived(kept, found.key).items()} | now
                        kept.add({"key": found.key, "set": number, "time": time_, "weeks_of_illness": both})
                    if on_society is not None:
                        on_society()
    gave = [{name: np.full(size.sets, np.nan) for name in compared.instead} for _ in range(TWICE)]
    for key, (number, time_) in places.items():
        weeks = {name: pair[1] for name, pair in _lived(kept, key).items() if digests.get(name) == pair[0]}
        if set(digests) <= set(weeks):
            for name, other in compared.instead.items():
                gave[time_][name][number] = PER * (weeks[other] - weeks[name])
    first, second = gave
    return Averted(unit, first, second, failed)


def _lived(kept: Kept, key: str) -> dict[str, tuple[str, float]]:
    """Scenario to its digest and its weeks of illness, of a society that is kept; nothing where it is not."""
    there: Mapping[str, Any] = kept.runs.get(key, {}).get("weeks_of_illness", {})
    return {name: (str(pair[0]), float(pair[1])) for name, pair in there.items()}


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]


def live(texts: Mapping[str, str], instead: Mapping[str, str], task: Task) -> Found:
    """Let scenarios live in one society; weeks of illness a head, by scenario. Called in a worker process.

    Args:
        texts: all scenarios by name, as JSON; the baseline first.
        instead: policy to the scenario that it is compared with.
        task: the society; its settings are free parameters by name, its outcomes the scenarios that are wanted.
    """
    began = time.perf_counter()
    try:
        gave = weeks_of_illness(texts, instead, task)
    except Exception as problem:
        return Found(task.key, None, described(problem), time.perf_counter() - began)
    return checked(Found(task.key, gave, "", time.perf_counter() - began))


def weeks_of_illness(texts: Mapping[str, str], instead: Mapping[str, str], task: Task) -> dict[str, float]:
    """As `live`, with whatever goes wrong as an exception."""
    base = next(iter(texts))
    default = _scenario(texts[base])
    values = {name: float(value) for name, value in task.settings.items()}
    present = value_paths(default)
    before = {name: float(present[path_of(name)]) for name in values}
    here = {name: in_society(_scenario(texts[name]), values, before) for name in {base, *task.outcomes}}
    below: dict[str, list[Scenario]] = {}
    for name in task.outcomes:
        if name != base:
            below.setdefault(instead.get(name, base), []).append(here[name])
    gave: dict[str, float] = {}

    def to_the_end(run: Run, scenario: Scenario) -> None:
        for policy in sorted(below.get(scenario.name, ()), key=scenario.starts):
            run.live(policy.starts(scenario) - 1)
            to_the_end(run.branch(policy), policy)
        run.live(task.weeks)
        gave[scenario.name] = run.result().totals["weeks_of_illness"]

    prepare(standing(here[base]).model_dump_json())
    start = snapshot(here[base], task.people, task.seed, threads=1, keep=False)
    to_the_end(Run(here[base], start, task.weeks, task.seed, threads=1), here[base])
    return gave


@lru_cache(maxsize=64)
def _scenario(text: str) -> Scenario:
    return Scenario.model_validate_json(text)
