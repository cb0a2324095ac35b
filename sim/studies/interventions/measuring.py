"""Every intervention measured: its effect in its own trial, and the illness averted and money spent as a policy."""

import math
from collections.abc import Callable, Sequence
from contextlib import suppress
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.core.fingerprint import rule_fingerprint
from sim.economics.incremental import Ratio, ratio
from sim.economics.samples import NO_INTERVAL
from sim.scenario.scenario import Scenario
from sim.studies.comparison.compare import compare
from sim.studies.comparison.comparison import Comparison
from sim.studies.fitted.freeze import sealed
from sim.studies.interventions.own_trials import OWN_MEASURES, TrialRun, WatchedLaboratory
from sim.studies.interventions.policies import alone, amount_words, lever_of
from sim.studies.interventions.stored import NO_GAIN, SAVES, doses_fingerprint
from sim.studies.interventions.trials import own_trials
from sim.studies.measures import Estimate
from sim.studies.runs.jobs import replicate_seed
from sim.studies.runs.statistics import t_interval
from sim.studies.trials.spec import ArmSpec, RecruitSpec, TrialSpec, Withheld
from sim.studies.validation.validation import interval

FEWEST = 12  # societies with which the cost of a QALY has an interval
FEW = f"no interval: fewer than {FEWEST} simulated societies"
SCALES = {"phq9": ("PHQ-9", 27.0), "gad7": ("GAD-7", 21.0), "pcl5": ("PCL-5", 80.0)}
WITHHELD = {
    Withheld.NOTHING: "care as usual", Withheld.THERAPY: "a waiting list", Withheld.CARE: "no care at all",
}  # fmt: skip


class Size(NamedTuple):
    """How large a measurement is."""

    people: int  # in each society
    replicates: int  # societies
    weeks: int  # of each policy
    seed: int


class Worth(NamedTuple):
    """What an intervention brings as a policy."""

    averted: float  # weeks of illness, in the represented population over all weeks
    averted_low: float
    averted_high: float
    cost_per_qaly: float
    cost_low: float
    cost_high: float
    cost_note: str


def measured(
    names: Sequence[str],
    baseline: Scenario,
    size: Size,
    date: str,
    version: str,
    *,
    workers: int | None = None,
    on_trial: Callable[[], None] | None = None,
    on_policy: Callable[[int, int], None] | None = None,
) -> pd.DataFrame:
    """Measure interventions.

    Args:
        names: of interventions with a trial of their own.
        baseline: the society, which has a currency.
        size: of the measurement.
        date: of today, for the table.
        version: of the model, for the table.
        workers: runs of policies at a time; None takes one per core. Results do not depend on it.
        on_trial: called after each trial in each society, for progress.
        on_policy: called with weeks done and weeks in all of the policies.

    Returns:
        One row for each: the columns of `sim.studies.interventions.stored.COLUMNS`.
    """
    tried = _tried(names, baseline, size, on_trial)
    worth = _worth(names, baseline, size, workers, on_policy)
    rows = []
    for name in names:
        own = own_trials()[name]
        low, simulated, high = interval(
            np.array([one.value for one, _ in tried[name]]),
            np.array([one.error for one, _ in tried[name]]),
            np.array([]),
        )
        if low == high:  # few people and no chance among them: that is no certainty
            low = high = math.nan
        published = own.effect if own.row else (None, None, None)
        runs = tried[name][0][1]
        took_part = [sum(run.participants for run in runs) for _, runs in tried[name]]
        rows.append({
            "intervention": name, "outcome": own.outcome, "measure": str(own.measure), "row": own.row,
            "published": published[0], "published_low": published[1], "published_high": published[2],
            "simulated": simulated, "low": low, "high": high,
            "trial": "; ".join(dict.fromkeys(trial_words(run.plan, baseline) for run in runs)),
            "participants": sum(took_part),
            "policy": _amount(name), **worth[name]._asdict(),
            "currency": baseline.economy.currency, "price_year": baseline.economy.price_year,
            "per": baseline.represented_population, **size._asdict(),
            "version": version, "rules": rule_fingerprint(),
            "doses": doses_fingerprint(baseline.interventions[name]), "date": date,
        })  # fmt: skip
    return pd.DataFrame(rows)


def _amount(name: str) -> str:
    lever = lever_of(name)
    return "" if lever is None else amount_words(lever)


def _tried(
    names: Sequence[str], baseline: Scenario, size: Size, on_trial: Callable[[], None] | None
) -> dict[str, list[tuple[Estimate, list[TrialRun]]]]:
    """Each intervention in its own trial, in each society, with the trials that were run.

    Trials that would measure a sealed row of the evidence are not run.
    """
    found: dict[str, list[tuple[Estimate, list[TrialRun]]]] = {name: [] for name in names}
    for replicate in range(size.replicates):
        lab = WatchedLaboratory(baseline, size.people, replicate_seed(size.seed, replicate))
        for name in names:
            lab.runs.clear()
            estimate = Estimate(math.nan, math.nan)
            if not sealed([own_trials()[name].row]):
                with suppress(ValueError):  # too few participants
                    estimate = OWN_MEASURES[name](lab)
            found[name].append((estimate, list(lab.runs)))
            if on_trial is not None:
                on_trial()
    return found


def _worth(
    names: Sequence[str],
    baseline: Scenario,
    size: Size,
    workers: int | None,
    on_policy: Callable[[int, int], None] | None,
) -> dict[str, Worth]:
    """Each intervention as a policy of its own, on the same people and the same random numbers."""
    scenarios = {name: scenario for name in names if (scenario := alone(name, baseline)) is not None}
    nothing = Worth(math.nan, math.nan, math.nan, math.nan, math.nan, math.nan, "")
    if not scenarios:
        return dict.fromkeys(names, nothing)
    found = compare(
        list(scenarios.values()), baseline, people=size.people, weeks=size.weeks, replicates=size.replicates,
        seed=size.seed, workers=workers, on_progress=on_policy,
    )  # fmt: skip
    if not found.complete:
        raise KeyboardInterrupt
    return {name: worth_of(found, name) if name in scenarios else nothing for name in names}


def worth_of(found: Comparison, name: str) -> Worth:
    """What one scenario of a comparison brings, against the baseline."""
    before, after = (found.total(which, "weeks_of_illness") for which in (found.scenarios[0].name, name))
    averted, low, high = t_interval(before - after)
    if low == high:  # nothing differs in any: that is no certainty
        low = high = math.nan
    cost = Ratio(math.nan, NO_INTERVAL, "")
    if found.evaluation is not None:
        samples = found.evaluation.effects.life_years
        place = samples.names.index(name)
        cost = cost_per_qaly(samples.costs[place] - samples.costs[0], samples.effects[place] - samples.effects[0])
    if len(found.replicates) < FEWEST and math.isfinite(cost.value):  # a bootstrap of so few says too much
        cost = Ratio(cost.value, NO_INTERVAL, FEW)
    return Worth(averted, low, high, cost.value, cost.interval.low, cost.interval.high, cost.words)


def cost_per_qaly(cost: np.ndarray, gain: np.ndarray) -> Ratio:
    """Extra cost for each QALY gained.

    Args:
        cost: extra cost in each sample.
        gain: QALYs gained in each sample.

    Returns:
        The ratio with its interval; NaN with words where nothing is gained on average, or where it saves money.
    """
    if not gain.mean() > 0.0:
        return Ratio(math.nan, NO_INTERVAL, NO_GAIN)
    if cost.mean() < 0.0:
        return Ratio(math.nan, NO_INTERVAL, SAVES)
    return ratio(cost, gain)


def trial_words(plan: TrialSpec | None, society: Scenario) -> str:
    """Whom a trial recruited, what its arms got, and for how long, in a sentence without its full stop."""
    if plan is None:
        return "the whole society for a year, with and without it"
    arms = " against ".join(arm_words(arm, society) for arm in plan.arms.values())
    weeks = f"week {plan.weeks[-1]}" if len(plan.weeks) == 1 else f"weeks {', '.join(map(str, plan.weeks))}"
    return f"{recruit_words(plan.recruit)}: {arms}, measured in {weeks}"


def recruit_words(recruit: RecruitSpec) -> str:
    """Whom a trial recruited."""
    parts = []
    for scale, (title, top) in SCALES.items():
        low, high = getattr(recruit, scale)
        if (low, high) != (0.0, top):
            parts.append(f"{title} {low:g} to {high:g}")
    if recruit.diagnosis:
        parts.append("in an episode of " + " or ".join(one.value.replace("_", " ") for one in recruit.diagnosis))
    if recruit.unmedicated:
        parts.append("without medication")
    return ", ".join(parts) if parts else "anybody"


def arm_words(arm: ArmSpec, society: Scenario) -> str:
    """What an arm got."""
    if not arm.intervention:
        return WITHHELD[arm.withhold]
    spec = society.interventions.get(arm.intervention)
    name = arm.intervention.replace("_", " ") if spec is None else spec.title
    sessions = arm.sessions or (spec.sessions if spec is not None else 0)
    unit = "session" if spec is not None and spec.sessions else "week"
    return f"{name} ({sessions} {unit}{'' if sessions == 1 else 's'})" if sessions else name
