"""Who takes part in a trial, and in which arm: screening, recruiting by chance, stratified randomisation."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.chance import Purpose, draw_each
from sim.people.scores import SCORES, scores_of
from sim.people.state import Care, Disorder
from sim.scenario.tables import Problem
from sim.simulation.engine import Engine
from sim.studies.trials.spec import RecruitSpec

DISORDER_OF = {Problem.DEPRESSION: Disorder.DEPRESSION, Problem.ANXIETY: Disorder.ANXIETY}
DISORDER_OF |= {Problem.POST_TRAUMATIC_STRESS: Disorder.POST_TRAUMATIC_STRESS}


class Recruited(NamedTuple):
    """Who was looked at, and who takes part."""

    assessed: int
    eligible: int
    rows: npt.NDArray[np.int64]  # of those who take part


def recruit(engine: Engine, plan: RecruitSpec) -> Recruited:
    """Screen everybody, and recruit by chance among those who may take part.

    Trials recruit sparsely, so that few participants are tied to each other.
    """
    people = engine.people
    scores = scores_of(people, np.arange(len(people)), engine.parameters, engine.seed, engine.week)
    fit = people["care"] != Care.IN_TREATMENT
    for place, scale in enumerate(("phq9", "gad7", "pcl5")):
        low, high = getattr(plan, scale)
        fit &= (scores[:, place] >= low) & (scores[:, place] <= high)
    if plan.diagnosis:
        fit &= people["in_episode"][:, [DISORDER_OF[problem] for problem in plan.diagnosis]].any(axis=1)
    if plan.previously_ill:
        fit &= _history(people, [DISORDER_OF[problem] for problem in plan.previously_ill], plan)
    if plan.medicated_weeks > 0:
        fit &= people["medication_weeks"] >= plan.medicated_weeks
    if plan.unmedicated:
        fit &= people["medication_weeks"] == 0
    eligible = np.flatnonzero(fit)
    luck = _luck(engine, eligible, 0)
    takers = eligible[luck < plan.share]
    if len(takers) > plan.participants:
        takers = np.sort(eligible[np.argsort(luck, kind="stable")[: plan.participants]])
    return Recruited(len(people), len(eligible), takers)


def _history(people: npt.NDArray[np.void], disorders: list[Disorder], plan: RecruitSpec) -> npt.NDArray[np.bool_]:
    """Who has had episodes enough of one of some disorders and, where that is asked, is in remission from all."""
    enough: npt.NDArray[np.bool_] = (people["episodes"][:, disorders] >= max(1, plan.episodes)).any(axis=1)
    if plan.remitted_weeks > 0:
        over = people["in_episode"][:, disorders] == 0
        well = people["well_run"][:, disorders] >= plan.remitted_weeks
        enough &= (over & well).all(axis=1)
    return enough


def randomise(
    engine: Engine, rows: npt.NDArray[np.int64], arms: int, turn: int = 0, *, primary: str = "phq9"
) -> npt.NDArray[np.int64]:
    """Each participant's arm, by stratified randomisation: of people about equally ill, as many go into each arm.

    Args:
        engine: the running population.
        rows: the participants (n).
        arms: number of arms.
        primary: the main outcome, whose score at recruitment stratifies.
        turn: shifts every participant by this number of arms: over all turns everyone is once in every arm.

    Returns:
        Number of the arm, 0 to arms - 1 (n).
    """
    scores = scores_of(engine.people, rows, engine.parameters, engine.seed, engine.week)[:, SCORES.index(primary)]
    luck = _luck(engine, rows, 1)
    order = np.lexsort((luck, scores))  # alike in score, in no particular order
    block = np.empty(len(rows), np.int64)
    block[order] = np.arange(len(rows)) // arms
    place = np.empty(len(rows), np.int64)
    place[np.lexsort((_luck(engine, rows, 0), block))] = np.arange(len(rows))  # chance within each block
    return (place + turn) % arms


def _luck(engine: Engine, rows: npt.NDArray[np.int64], which: int) -> npt.NDArray[np.float64]:
    drawn = np.empty((len(rows), 2))
    draw_each(engine.people["id"][rows], engine.seed, engine.week, Purpose.RECRUITMENT.value, drawn)
    return drawn[:, which]
