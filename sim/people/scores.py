"""Scores of all instruments, of some people in one week: what a study or a service's own statistics can see.

An instrument adds its own error (`sim/people/instruments.py`). The error of a person, week, instrument and occasion is
one random draw, so that a person measured twice on one occasion has the same score.
"""

import numpy as np
import numpy.typing as npt

from sim.core.chance import Purpose, draw, normal_pair
from sim.core.decorator import rule, seldom
from sim.parameters import Parameters, parameter_record
from sim.people.instruments import gad7, general_self_efficacy_scale, internalised_stigma, pcl5, phq9
from sim.people.state import PersonState

SCORES = ("phq9", "gad7", "pcl5", "gse", "ismi")


@seldom
def score(
    me: PersonState, parameters: Parameters, scores: npt.NDArray[np.float64], seed: int, week: int, occasion: int
) -> None:
    """Fill in one person's scores, in the order of `SCORES` (5)."""
    draws = draw(seed, me.id, week, occasion)
    first, second = normal_pair(draws.first, draws.second)
    third, fourth = normal_pair(draws.third, draws.fourth)
    more = draw(seed, me.id, week, Purpose.INSTRUMENTS_MORE)
    fifth, _ = normal_pair(more.first, more.second)
    scores[0] = phq9(me, first, parameters)
    scores[1] = gad7(me, second, parameters)
    scores[2] = pcl5(me, third, parameters)
    scores[3] = general_self_efficacy_scale(me, fourth, parameters)
    scores[4] = internalised_stigma(me, fifth, parameters)


@rule
def fill_scores(
    people: npt.NDArray[np.void],
    rows: npt.NDArray[np.int64],
    parameters: npt.NDArray[np.void],
    scores: npt.NDArray[np.float64],
    seed: int,
    week: int,
    occasion: int,
) -> None:
    """Fill in the scores of some people, in the order of `SCORES` (rows by 5)."""
    for place in range(len(rows)):
        score(people[rows[place]], parameters[0], scores[place], seed, week, occasion)


def scores_of(
    people: npt.NDArray[np.void],
    rows: npt.NDArray[np.int64],
    parameters: Parameters,
    seed: int,
    week: int,
    occasion: Purpose = Purpose.INSTRUMENTS,
) -> npt.NDArray[np.float64]:
    """Scores of some people, with the instruments' error.

    Args:
        people: everybody's records.
        rows: whose scores (n).
        parameters: the model's parameters.
        seed: the run's seed.
        week: the week.
        occasion: a study's own measurement, or that of a session or an assessment (`Purpose.SESSION_SCORES`).

    Returns:
        PHQ-9 (0-27), GAD-7 (0-21), PCL-5 (0-80), GSE (10-40) and ISMI (1-4), in the order of `SCORES` (n by 5).
    """
    scores = np.empty((len(rows), len(SCORES)))
    fill_scores(people, rows, parameter_record(parameters), scores, seed, week, int(occasion))
    return scores
