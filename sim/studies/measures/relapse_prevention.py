"""The row on the return of depression: a trial among people who are well after several episodes."""

import math

import pandas as pd

from sim.studies.measures.estimate import Estimate, jackknife
from sim.studies.measures.laboratory import Laboratory, measures
from sim.studies.measures.therapy import AS_USUAL, plan
from sim.studies.trials.spec import ArmSpec, RecruitSpec

FOLLOWED = 60  # weeks in which depression may return (TX12)
EPISODES = 2  # before, of those who are taught not to fall ill again
WELL = RecruitSpec(phq9=(0, 9), share=0.5)
RELAPSE_PREVENTION = plan(WELL, ArmSpec(intervention="mbct"), AS_USUAL, FOLLOWED)


def share_of(waves: pd.DataFrame, arm: str, happened: str) -> float:
    """Share of an arm in which something happened."""
    mine = waves.loc[waves["arm"] == arm, happened]
    return float(mine.mean()) if len(mine) else math.nan


def at_both_ends(waves: pd.DataFrame, week: int, columns: list[str]) -> pd.DataFrame:
    """One row for each participant who is still there at a week, with columns at the start (`_before`) and then."""
    keys = ["person", "turn", "arm"]
    first, last = (waves.loc[waves["week"] == at, [*keys, *columns]] for at in (0, week))
    return first.merge(last, on=keys, suffixes=("_before", ""))


def well_after_several(waves: pd.DataFrame) -> pd.DataFrame:
    """Participants who had several episodes of depression and were in none at the start, with whether it returned."""
    both = at_both_ends(waves, FOLLOWED, ["episodes_depression", "in_depression"])
    both = both[(both["episodes_depression_before"] >= EPISODES) & ~both["in_depression_before"].astype(bool)]
    return both.assign(returned=both["episodes_depression"] > both["episodes_depression_before"])


def hazard_ratio(followed: pd.DataFrame) -> float:
    """Hazard of a return, treated over control (NaN where it happened to nobody, or to all)."""
    one, other = (share_of(followed, arm, "returned") for arm in ("treated", "control"))
    if not (0.0 < one < 1.0 and 0.0 < other < 1.0):
        return math.nan
    return math.log1p(-one) / math.log1p(-other)


@measures("TX12")
def return_of_depression(lab: Laboratory) -> Estimate:
    """Hazard ratio of depression's return within 60 weeks, MBCT against care as usual."""
    return jackknife(well_after_several(lab.trial(RELAPSE_PREVENTION)), hazard_ratio)
