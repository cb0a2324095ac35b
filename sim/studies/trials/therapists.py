"""How much of the differences in a trial's outcome lies between therapists, as a random effect."""

from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.studies.runs.clusters import clustered_slope, share_between
from sim.studies.trials.spec import TrialSpec


class TherapistShare(NamedTuple):
    """One arm's share of variance between therapists, 0 to 1, with its 95 % interval; NaN where not known."""

    arm: str
    outcome: str
    week: int
    share: float
    low: float
    high: float
    therapists: int
    people: int


def therapist_share(plan: TrialSpec, waves: pd.DataFrame, arm: str) -> TherapistShare:
    """The share of the variance of an arm's primary outcome that lies between its therapists.

    At the last week (before a cross-over), that at randomisation taken into account, of those who began the arm's
    course (`share_between`).

    Args:
        plan: the trial.
        waves: as from `follow`.
        arm: the arm.
    """
    week = plan.compared_weeks()[-1]
    mine = waves[waves["arm"] == arm].set_index("person")
    now = mine[(mine["week"] == week) & (mine["therapist"] > 0)]
    before = mine.loc[mine["week"] == 0, plan.primary].reindex(now.index).to_numpy(np.float64)
    after, therapists = now[plan.primary].to_numpy(np.float64), now["therapist"].to_numpy(np.int64)
    slope, _ = clustered_slope(after, before, therapists)
    left = after if np.isnan(slope) else after - slope * before
    found = share_between(left, therapists)
    return TherapistShare(arm, plan.primary, week, *found, len(np.unique(therapists)), len(now))
