"""A trial in several societies: how far its effects depend on chance, and on what is not known of the parameters."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.studies.comparison.uncertainty import (
    Uncertainty,
    member_of,
    members_of,
    parameter_share,
    replicate_of_draws,
    society_of,
)
from sim.studies.runs.jobs import replicate_seed
from sim.studies.runs.statistics import paired_difference
from sim.studies.trials.effects import effects
from sim.studies.trials.follow import follow
from sim.studies.trials.spec import TrialSpec

SAME = ("stage", "outcome", "week", "arm", "comparator")  # what one effect is known by


class TrialSociety(NamedTuple):
    """A society in which a trial takes place.

    Attributes:
        number: from 0, the one with the default parameters and the study's own seed.
        scenario: with the parameters that it lives by.
        seed: of its people and random numbers.
    """

    number: int
    scenario: Scenario
    seed: int


def society_of_trial(society: Scenario, seed: int, number: int, uncertainty: Uncertainty) -> TrialSociety:
    """One of the societies of a trial.

    Args:
        society: the scenario of all of them.
        seed: of the study.
        number: of the society, from 0.
        uncertainty: what societies differ by.
    """
    draws = replicate_of_draws(uncertainty, number)
    return TrialSociety(
        number, society_of(uncertainty, society, number), replicate_seed(seed, draws) if draws else seed
    )


def effects_in(plan: TrialSpec, one: TrialSociety, on_week: Callable[[], None] | None = None) -> pd.DataFrame:
    """The effects of a trial in one society, as from `effects`.

    Args:
        plan: the trial.
        one: the society.
        on_week: called after each week, for progress.

    Raises:
        WrongValue: too few people of it can take part.
    """
    start = snapshot(one.scenario, plan.people, one.seed)
    return effects(plan, follow(plan, one.scenario, start, one.seed, on_week=on_week).waves)


def side_by_side(tables: Mapping[int, pd.DataFrame], uncertainty: Uncertainty) -> pd.DataFrame:
    """The effects of all societies, by number, below one another, with number and parameter set in front."""
    parts = []
    for number, table in tables.items():
        part = table.copy()
        part.insert(0, "society", number)
        part.insert(1, "parameter_set", member_of(uncertainty, number))
        parts.append(part)
    return pd.concat(parts, ignore_index=True)


def across(tables: Mapping[int, pd.DataFrame], uncertainty: Uncertainty, seed: int) -> pd.DataFrame:
    """The effects of a trial over all societies.

    Args:
        tables: of `effects`, by number of the society, two or more.
        uncertainty: what societies differ by.
        seed: of the study.

    Returns:
        A row for each effect that is known in two societies or more: stage, outcome, week, arm, comparator; g, the mean
        over societies, with its 95 % interval (low, high), which shows what `uncertainty` lets vary and not how many
        took part; better_in, worse_in and known_in, numbers of societies; from_parameters, the share of the uncertainty
        that comes from parameters, with its interval (share_low, share_high; NaN where it is not known).
    """
    rows = []
    for known_by, cases in side_by_side(tables, uncertainty).groupby(list(SAME), sort=False):
        found = cases.set_index("society")["g"].dropna()
        if len(found) < 2:
            continue
        values, numbers = found.to_numpy(np.float64), [int(number) for number in found.index]
        members = members_of(uncertainty, numbers)
        mean, low, high, _ = paired_difference(np.zeros(len(values)), values, "higher", seed, members=members)
        share = parameter_share(uncertainty, values, numbers)
        rows.append(
            dict(zip(SAME, known_by, strict=True))
            | {"g": mean, "low": low, "high": high, "better_in": int((values > 0.0).sum())}
            | {"worse_in": int((values < 0.0).sum()), "known_in": len(values)}
            | {"from_parameters": share.between, "share_low": share.low, "share_high": share.high}
        )
    return pd.DataFrame(rows)
