"""From sums over people to the figures that are reported: percentages, means and rates of one week."""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.outcomes.catalogue import BELIEF_PREFIX
from sim.outcomes.count import Measure
from sim.outcomes.groups import AGE_GROUPS, DEPRIVATION_GROUPS, FIFTHS, GROUPS, SEX_GROUPS
from sim.people.state import AGE_BAND_STARTS, Cause

PERCENT = 100.0
PER_THOUSAND = 1000.0

# outcome: (measure counted, measure it is a share of, factor)
RATIOS: dict[str, tuple[Measure, Measure, float]] = {
    "phq9_cases": (Measure.PHQ9_CASES, Measure.PEOPLE, PERCENT),
    "gad7_cases": (Measure.GAD7_CASES, Measure.PEOPLE, PERCENT),
    "pcl5_cases": (Measure.PCL5_CASES, Measure.PEOPLE, PERCENT),
    "ill": (Measure.ILL, Measure.PEOPLE, PERCENT),
    "depression_ill": (Measure.DEPRESSION_ILL, Measure.PEOPLE, PERCENT),
    "anxiety_ill": (Measure.ANXIETY_ILL, Measure.PEOPLE, PERCENT),
    "post_traumatic_stress_ill": (Measure.POST_TRAUMATIC_STRESS_ILL, Measure.PEOPLE, PERCENT),
    "chronic": (Measure.CHRONIC, Measure.PEOPLE, PERCENT),
    "onsets": (Measure.ONSETS, Measure.PEOPLE, PER_THOUSAND),
    "relapses": (Measure.RELAPSES, Measure.PEOPLE, PER_THOUSAND),
    "recoveries": (Measure.RECOVERIES, Measure.PEOPLE, PER_THOUSAND),
    "remitted": (Measure.REMITTED, Measure.ILL, PERCENT),
    "self_efficacy": (Measure.SELF_EFFICACY, Measure.PEOPLE, 1.0),
    "public_stigma": (Measure.PUBLIC_STIGMA, Measure.PEOPLE, 1.0),
    "self_stigma": (Measure.SELF_STIGMA, Measure.ILL, 1.0),
    "personal_recovery": (Measure.PERSONAL_RECOVERY, Measure.PEOPLE, 1.0),
    "support": (Measure.SUPPORT, Measure.PEOPLE, 1.0),
    "disclosed": (Measure.DISCLOSED, Measure.EVER_ILL, PERCENT),
    "recognised": (Measure.RECOGNISED, Measure.ILL, PERCENT),
    "in_contact": (Measure.IN_CONTACT, Measure.ILL, PERCENT),
    "waiting": (Measure.WAITING, Measure.PEOPLE, PERCENT),
    "weeks_waited_now": (Measure.WEEKS_WAITED_NOW, Measure.WAITING, 1.0),
    "in_treatment": (Measure.IN_TREATMENT, Measure.PEOPLE, PERCENT),
    "medicated": (Measure.MEDICATED, Measure.PEOPLE, PERCENT),
    "started": (Measure.STARTED, Measure.PEOPLE, PER_THOUSAND),
    "completed": (Measure.COMPLETED, Measure.PEOPLE, PER_THOUSAND),
    "dropped_out": (Measure.DROPPED_OUT, Measure.PEOPLE, PER_THOUSAND),
}
GROUP_SHARES = ("phq9_cases", "gad7_cases", "pcl5_cases", "ill", "self_efficacy", "waiting", "started", "recoveries")
GROUP_OUTCOMES = ("people", *GROUP_SHARES)  # "people": how many simulated people the group has this week
CAUSE_OUTCOMES = [BELIEF_PREFIX + cause.name.lower() for cause in Cause]
OUTCOMES = (*RATIOS, *CAUSE_OUTCOMES)


def weekly_figures(sums: npt.NDArray[np.float64], sources: npt.NDArray[np.float64]) -> dict[str, float]:
    """All weekly outcomes of `sim.outcomes.catalogue.WEEKLY`, and the sources of belief, of one week.

    Args:
        sums: measures of the week over everybody (measures).
        sources: mean contributions to general self-efficacy, logit (causes).

    Returns:
        Outcome to value; NaN for a share of nobody.
    """
    return dict(zip(OUTCOMES, figures_of(sums, sources).tolist(), strict=True))


def figures_of(sums: npt.NDArray[np.float64], sources: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Weekly outcomes of many weeks at once, in the order of `OUTCOMES`.

    Args:
        sums: measures over everybody (..., measures).
        sources: mean contributions to general self-efficacy, logit (..., causes).

    Returns:
        Values (..., outcomes); NaN for a share of nobody.
    """
    up, down, factor = zip(*RATIOS.values(), strict=True)
    return np.concatenate([_share(sums, up, down, factor), sources], axis=-1)


def group_figures(groups: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    """Outcomes by group, in the order of `group_names` and `GROUP_OUTCOMES`.

    Args:
        groups: measures by group, as from `Engine.count` (..., groups, first measures).

    Returns:
        Values (..., groups, outcomes); NaN for a group of nobody, which has 0 people.
    """
    up, down, factor = zip(*(RATIOS[name] for name in GROUP_SHARES), strict=True)
    people = groups[..., Measure.PEOPLE : Measure.PEOPLE + 1]
    return np.concatenate([people, _share(groups, up, down, factor)], axis=-1)


def age_band_words() -> tuple[str, ...]:
    """The age bands in words, in the order of `AGE_BAND_STARTS`."""
    ends = [*(f"to {start - 1}" for start in AGE_BAND_STARTS[1:]), "and older"]
    return tuple(f"{start} {end}" for start, end in zip(AGE_BAND_STARTS, ends, strict=True))


def group_names() -> list[str]:
    """Names of the groups, in the order of the measures."""
    names = [""] * GROUPS
    names[SEX_GROUPS : SEX_GROUPS + 2] = ["men", "women"]
    for band, said in enumerate(age_band_words()):
        names[AGE_GROUPS + band] = f"aged {said}"
    for fifth in range(FIFTHS):
        names[DEPRIVATION_GROUPS + fifth] = f"deprivation fifth {fifth + 1}"
    return names


def _share(
    sums: npt.NDArray[np.float64], up: Sequence[Measure], down: Sequence[Measure], factor: Sequence[float]
) -> npt.NDArray[np.float64]:
    above, below = sums[..., list(up)], sums[..., list(down)]
    share = np.full(above.shape, np.nan)
    np.divide(above, below, out=share, where=below > 0.0)
    scaled: npt.NDArray[np.float64] = share * np.array(factor)
    return scaled
