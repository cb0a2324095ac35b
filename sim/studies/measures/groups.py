"""Rows on who is ill: by sex, age, support and the deprivation of the area, by the diagnostic rule."""

import numpy as np
import numpy.typing as npt

from sim.people.state import WEEKS_PER_YEAR, Disorder
from sim.studies.measures.estimate import Estimate, over_groups
from sim.studies.measures.history import History, bit
from sim.studies.measures.laboratory import Laboratory, measures

YOUNG, OLD = (18, 25), (65, 200)  # years
LEAST_DEPRIVED, MOST_DEPRIVED = 1, 5
LONELY = 0.2  # of people

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


def year_of(history: History) -> tuple[Rows, Rows, Rows]:
    """The first year of a history: who was depressed when it began, who was when it ended, and who fell ill in it."""
    mask = bit(Disorder.DEPRESSION)
    ill, later = (history.in_episode[week] & mask > 0 for week in (0, WEEKS_PER_YEAR - 1))
    return ill, later, (history.onset[1:WEEKS_PER_YEAR] & mask > 0).any(axis=0)


def staying_against_falling(history: History, of: Rows, against: Rows) -> float:
    """Odds ratio of still being depressed after a year, over the odds ratio of falling ill within it."""
    ill, later, onset = year_of(history)
    stayed = ~history.newcomer[:WEEKS_PER_YEAR].any(axis=0)
    persisting = odds_ratio(later, of & ill & stayed, against & ill & stayed)
    beginning = odds_ratio(onset, of & ~ill & stayed, against & ~ill & stayed)
    return persisting / beginning


@measures("NC48")
def deprivation_in_staying_against_falling_ill(lab: Laboratory) -> Estimate:
    """Odds ratio of staying depressed over that of becoming it, most against least deprived fifth, within a year."""
    fifth = lab.start.state.people["deprivation"]
    return over_groups(
        lab.start.state.people["id"],
        lambda people: staying_against_falling(
            lab.history, people & (fifth == MOST_DEPRIVED), people & (fifth == LEAST_DEPRIVED)
        ),
    )


@measures("SO03")
def onset_in_those_with_least_support(lab: Laboratory) -> Estimate:
    """Odds ratio of a new depression within a year, the fifth with least support against the others, of those well."""
    history, survey = lab.history, lab.survey
    support = (survey["support_emotional"] + survey["support_instrumental"]).to_numpy()
    ill, _, onset = year_of(history)
    well = ~ill & ~history.newcomer[:WEEKS_PER_YEAR].any(axis=0)
    return over_groups(survey["person"].to_numpy(), lambda people: lonely_odds(onset, support, well & people))


def lonely_odds(onset: Rows, support: npt.NDArray[np.floating], among: Rows) -> float:
    """Odds ratio of an onset, the fifth of some people with least support against the others of them."""
    if not among.any():
        return float("nan")
    lonely = support <= np.quantile(support[among], LONELY)
    return odds_ratio(onset, lonely & among, ~lonely & among)


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
