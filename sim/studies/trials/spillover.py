"""What a trial did to people who did not take part, but are tied to somebody treated in it."""

from typing import NamedTuple

import numpy as np

from sim.people.scores import SCORES, scores_of
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.runs.statistics import normal_interval
from sim.studies.trials.follow import Waves
from sim.studies.trials.spec import TrialSpec


class Spillover(NamedTuple):
    """The same neighbours with and without the trial, with the same random numbers."""

    neighbours: int  # people outside the trial with a tie to somebody who got an intervention
    difference: float  # of their primary outcome at the last week, points, with the trial minus without
    low: float
    high: float
    tied_participants: float  # share of participants who have a tie to another participant


def spillover(plan: TrialSpec, scenario: Scenario, start: Snapshot, seed: int, trial: Waves) -> Spillover:
    """Run the society again without the trial, and compare the people tied to the treated.

    Args:
        plan: the trial.
        scenario: the society.
        start: its population.
        seed: the run's seed, the trial's own.
        trial: what the trial gave.
    """
    engine = Engine(scenario, start.ties, start.state.copy(), seed)
    for _ in range(max(plan.weeks)):
        engine.step()
    rows = np.arange(len(engine.people))
    without = scores_of(engine.people, rows, engine.parameters, engine.seed, engine.week)
    treated_arms = [name for name, arm in plan.arms.items() if arm.intervention and name != plan.comparator]
    participants = trial.recruited.rows
    treated = participants[trial.participants["arm"].isin(treated_arms).to_numpy()]
    ties = start.ties
    outside = np.ones(len(rows), np.bool_)
    outside[participants] = False
    near = np.zeros(len(rows), np.bool_)
    for row in treated:
        near[ties.other[ties.start[row] : ties.start[row + 1]]] = True
    chosen = near & outside & (engine.people["id"] == trial.ids)
    place = SCORES.index(plan.primary)
    apart = trial.scores[chosen, place] - without[chosen, place]
    others = ~outside
    tied = [others[ties.other[ties.start[row] : ties.start[row + 1]]].any() for row in participants]
    if len(apart) < 2:
        return Spillover(len(apart), float("nan"), float("nan"), float("nan"), float(np.mean(tied)))
    error = float(apart.std(ddof=1)) / len(apart) ** 0.5
    middle = float(apart.mean())
    return Spillover(len(apart), middle, *normal_interval(middle, error), float(np.mean(tied)))
