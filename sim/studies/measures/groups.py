"""Rows on who is ill: by sex, age and the deprivation of the area, by the diagnostic rule."""

import numpy as np
import numpy.typing as npt

from sim.people.state import WEEKS_PER_YEAR, Disorder
from sim.studies.measures.estimate import Estimate, over_groups
from sim.studies.measures.laboratory import Laboratory, measures

YOUNG, OLD = (18, 25), (65, 200)  # years
LEAST_DEPRIVED, MOST_DEPRIVED = 1, 5

type Rows = npt.NDArray[np.bool_]


def odds_ratio(ill: Rows, of: Rows, against: Rows) -> float:
    """Odds of being ill in one group over the odds in another; NaN where either group has nobody ill or nobody well."""
    cells = [np.count_nonzero(part) for part in (ill & of, ~ill & of, ill & against, ~ill & against)]
    if min(cells) == 0:
        return float("nan")
    return cells[0] / cells[1] / (cells[2] / cells[3])


def _odds(lab: Laboratory, ill: Rows, of: Rows, against: Rows) -> Estimate:
    return over_groups(
        lab.start.state.people["id"], lambda people: odds_ratio(ill[people], of[people], against[people])
    )


def _depressed(lab: Laboratory) -> Rows:
    return np.asarray(lab.start.state.people["in_episode"][:, Disorder.DEPRESSION] == 1)


@measures("NC46")
def depression_of_women_against_men(lab: Laboratory) -> Estimate:
    """Odds ratio of depression, women against men."""
    women = lab.start.state.people["sex"] == 1
    return _odds(lab, _depressed(lab), women, ~women)


@measures("SO21")
def depression_of_the_most_against_the_least_deprived(lab: Laboratory) -> Estimate:
    """Odds ratio of depression, most against least deprived fifth."""
    fifth = lab.start.state.people["deprivation"]
    return _odds(lab, _depressed(lab), fifth == MOST_DEPRIVED, fifth == LEAST_DEPRIVED)


@measures("NC47")
def disorder_of_the_youngest_against_the_oldest(lab: Laboratory) -> Estimate:
    """Ratio of the share with any of the three disorders, 18 to 24 against 65 and older."""
    state = lab.start.state
    people = state.people
    age = (state.week - people["birth_week"]) / WEEKS_PER_YEAR
    ill = people["in_episode"].any(axis=1)
    young, old = ((age >= low) & (age < high) for low, high in (YOUNG, OLD))

    def ratio(rows: Rows) -> float:
        among_old = float(ill[rows & old].mean())
        return float(ill[rows & young].mean()) / among_old if among_old > 0.0 else float("nan")

    return over_groups(people["id"], ratio)
