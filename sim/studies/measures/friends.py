"""Rows on friends who are well: whether they keep people from becoming depressed, and help them recover."""

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.network.ties import Layer, Ties
from sim.people.scores import SCORES, scores_of
from sim.studies.measures.estimate import Estimate, jackknife
from sim.studies.measures.laboratory import Laboratory, lived_on, measures

CASE = 10  # PHQ-9 points
APART = 39  # weeks between the two interviews
MANY_AT_ONSET, FEW_AT_ONSET = 5, 0  # friends who are well, of people who were not depressed
MANY_AT_RECOVERY, FEW_AT_RECOVERY = 10, 3  # the same, of people who were
LEAST = 200  # people in a group, below which the outer fifths of the number of friends are compared


def friends_who(ties: Ties, those: npt.NDArray[np.bool_]) -> npt.NDArray[np.int64]:
    """How many friends each person has for whom something holds (people)."""
    person = np.repeat(np.arange(len(those)), np.diff(ties.start))
    friend = (ties.layer == Layer.FRIENDS) & those[ties.other]
    return np.bincount(person[friend], minlength=len(those))


def two_interviews(lab: Laboratory) -> pd.DataFrame:
    """Everybody interviewed twice: person, well friends, ill friends, depressed at first, depressed later."""
    state = lived_on(lab.scenario, lab.start, lab.seed, APART).state
    later = scores_of(state.people, np.arange(len(state.people)), lab.parameters, lab.seed, state.week)
    case = lab.survey["phq9"].to_numpy() >= CASE
    table = pd.DataFrame(
        {
            "person": lab.survey["person"],
            "well_friends": friends_who(lab.start.ties, ~case),
            "ill_friends": friends_who(lab.start.ties, case),
            "first": case,
            "later": later[:, SCORES.index("phq9")] >= CASE,
        }
    )
    there: pd.DataFrame = table[lab.survey["person"].to_numpy() == state.people["id"]]
    return there


def many_against_few(people: pd.DataFrame, outcome: str, many: int, few: int, friends: str = "well_friends") -> float:
    """Risk of an outcome of those with many such friends over that of those with few.

    Args:
        people: the table.
        outcome: column of what is risked.
        many: friends from which they are many.
        few: friends up to which they are few.
        friends: column of their number.

    Returns:
        The ratio; of the outer fifths of people by number of friends where either group has too few people; NaN where
        nobody with few has the outcome.
    """
    number = people[friends].to_numpy()
    high, low = number >= many, number <= few
    if min(high.sum(), low.sum()) < LEAST:
        high, low = number >= np.quantile(number, 0.8), number <= np.quantile(number, 0.2)
    risk = people[outcome].to_numpy()
    among_few = float(risk[low].mean())
    return float(risk[high].mean()) / among_few if among_few > 0.0 else float("nan")


@measures("SO09")
def onset_with_many_well_friends(lab: Laboratory) -> Estimate:
    """Risk of becoming depressed, many against no friends who are well."""
    well = two_interviews(lab)
    well = well[~well["first"]]
    return jackknife(well, lambda people: many_against_few(people, "later", MANY_AT_ONSET, FEW_AT_ONSET))


@measures("SO10")
def recovery_with_many_well_friends(lab: Laboratory) -> Estimate:
    """Chance of no longer being depressed, many against few friends who are well."""
    ill = two_interviews(lab)
    ill = ill[ill["first"]].assign(over=lambda people: ~people["later"])
    return jackknife(ill, lambda people: many_against_few(people, "over", MANY_AT_RECOVERY, FEW_AT_RECOVERY))
