"""Rows on depression among contacts, and contacts of contacts, against shuffled labels."""

import numpy as np
import numpy.typing as npt
from scipy import sparse

from sim.network.ties import Ties
from sim.studies.measures.estimate import Estimate
from sim.studies.measures.laboratory import Laboratory, measures

CLOSE_TIES = 4.5  # a person, mean: as many as the study had
SHUFFLES = 20
LEAST_PEOPLE = 50_000
CASE = 10


def close_ties(ties: Ties) -> sparse.csr_array:
    """The strongest ties, so many that people have 4.5 on average, as a symmetric matrix of 0 and 1."""
    people = len(ties.start) - 1
    rows = np.repeat(np.arange(people), np.diff(ties.start))
    wanted = min(int(CLOSE_TIES * people), len(ties.strength))
    least = np.partition(ties.strength, len(ties.strength) - wanted)[len(ties.strength) - wanted]
    kept = ties.strength >= least
    matrix = sparse.csr_array((np.ones(int(kept.sum())), (rows[kept], ties.other[kept])), shape=(people, people))
    return ((matrix + matrix.T) > 0).astype(np.float64).tocsr()


def excess_at(lab: Laboratory, distance: int) -> Estimate:
    """How much likelier somebody is a case where a contact at some distance is one, than under shuffled labels, %.

    Of all pairs at that distance in which one is a case, the share in which the other is one, too. (The share of pairs
    in which both are would count twice that people with many contacts are ill less often.)
    """
    large = lab.at_least(LEAST_PEOPLE)
    case = (large.survey["phq9"].to_numpy() >= CASE).astype(np.float64)
    near = close_ties(large.start.ties)
    reached = sparse.identity(len(case), format="csr")
    frontier = reached
    for _ in range(distance):
        frontier = ((frontier @ near) > 0).astype(np.float64)
        frontier = (frontier - frontier.multiply(reached)).tocsr()
        frontier.eliminate_zeros()
        reached = ((reached + frontier) > 0).astype(np.float64)
    contacts = np.asarray(frontier.sum(axis=1), np.float64).ravel()

    def given_a_case(labels: npt.NDArray[np.float64]) -> float:
        return float(labels @ (frontier @ labels) / (labels @ contacts))

    rng = np.random.default_rng([large.seed, 5])
    shuffled = np.array([given_a_case(rng.permutation(case)) for _ in range(SHUFFLES)])
    excess = 100.0 * (given_a_case(case) / shuffled.mean() - 1.0)
    return Estimate(excess, 100.0 * float(shuffled.std(ddof=1) / shuffled.mean()))


@measures("SO05")
def depression_of_contacts(lab: Laboratory) -> Estimate:
    """Excess of depression among direct contacts of a case, %."""
    return excess_at(lab, 1)


@measures("SO06")
def depression_two_steps_away(lab: Laboratory) -> Estimate:
    """Excess of depression two steps away, %."""
    return excess_at(lab, 2)


@measures("SO07")
def depression_three_steps_away(lab: Laboratory) -> Estimate:
    """Excess of depression three steps away, %."""
    return excess_at(lab, 3)


@measures("SO08")
def depression_four_steps_away(lab: Laboratory) -> Estimate:
    """Excess of depression four steps away, %."""
    return excess_at(lab, 4)
