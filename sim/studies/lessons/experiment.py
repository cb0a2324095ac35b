"""Runs an experiment: all arms with the same people and random numbers, in several societies."""

import threading
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from sim.errors import Interrupted
from sim.people.state import CAUSES
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.lessons.lesson import Arm, Experiment, Hold, Who
from sim.studies.lessons.measures import MEASURES, Moment
from sim.studies.lives.states import Reader
from sim.studies.runs.jobs import replicate_seed
from sim.studies.runs.society import Society

type Array = npt.NDArray[np.float64]


@dataclass(frozen=True)
class Outcome:
    """What an experiment gave.

    Attributes:
        experiment: the plan.
        series: by arm and measure (replicates by weeks).
        causes: by arm, contributions to general self-efficacy of those measured, summed over the weeks, logit
            (replicates by causes of the ledger).
        measured: people measured at the start, mean over replicates.
    """

    experiment: Experiment
    series: dict[str, dict[str, Array]]
    causes: dict[str, Array]
    measured: float

    def end(self, arm: str, measure: str) -> Array:
        """Mean over the last weeks of a measure (replicates); what comes together over the weeks, at the end."""
        values = self.series[arm][measure]
        if MEASURES[measure].summed:
            return values[:, -1]
        last = values[:, -self.experiment.last :]
        known = np.isfinite(last)
        count = known.sum(axis=1)
        total = np.where(known, last, 0.0).sum(axis=1)
        mean: Array = np.divide(total, count, out=np.full(len(last), np.nan), where=count > 0)
        return mean


def run_experiment(
    experiment: Experiment,
    *,
    baseline: Scenario | None = None,
    stop: threading.Event | None = None,
    on_progress: Callable[[int, int], None] | None = None,
) -> Outcome:
    """Run an experiment with the model.

    Args:
        experiment: the plan.
        baseline: the society; care as it is, if left out.
        stop: when set, the run ends with `Interrupted` at the next week.
        on_progress: called with weeks done and weeks in all.

    Raises:
        Interrupted: `stop` was set.
        pydantic.ValidationError: an arm names what the model does not have.
    """
    society = baseline or load_scenario("baseline")
    scenarios = {name: arm.scenario(society, name) for name, arm in experiment.arms.items()}
    shape = experiment.replicates, experiment.weeks
    series = {name: {measure: np.empty(shape) for measure in experiment.measures} for name in experiment.arms}
    causes = {name: np.zeros((experiment.replicates, CAUSES)) for name in experiment.arms}
    total, done = len(scenarios) * experiment.replicates * experiment.weeks, 0
    measured = []
    for replicate in range(experiment.replicates):
        here = Society.of(society, experiment.people, replicate_seed(experiment.seed, replicate))
        start = here.start
        measured.append(float(len(_rows(experiment.measured_in, start, start.state.people))))
        for name, scenario in scenarios.items():
            engine = here.engine(scenario, keep_ledger=True)
            arm, reader = experiment.arms[name], Reader(engine.parameters)
            _hold(engine, arm, coming=1)
            for week in range(experiment.weeks):
                if stop is not None and stop.is_set():
                    raise Interrupted
                engine.step()
                _hold(engine, arm, coming=week + 2)
                rows = _rows(experiment.measured_in, start, engine.people)
                now = Moment(engine, rows, reader)
                for measure, values in series[name].items():
                    values[replicate, week] = MEASURES[measure].read(now) if len(rows) else np.nan
                if len(rows):
                    causes[name][replicate] += engine.ledgers[rows].mean(axis=(0, 1))
                done += 1
                if on_progress is not None:
                    on_progress(done, total)
    for arms in series.values():
        for measure, values in arms.items():
            if MEASURES[measure].summed:
                arms[measure] = np.nancumsum(values, axis=1)
    return Outcome(experiment, series, causes, float(np.mean(measured)))


def _rows(who: Who, start: Snapshot, people: npt.NDArray[np.void]) -> npt.NDArray[np.int64]:
    """Places of those meant; who has left is not followed."""
    if who == Who.ILL_AT_START:
        before = start.state.people
        those = before["in_episode"].any(axis=1) & (people["id"] == before["id"])
    else:
        those = _meant(who, people)
    return np.flatnonzero(those)


def _meant(who: Who, people: npt.NDArray[np.void]) -> npt.NDArray[np.bool_]:
    ill = np.array(people["in_episode"].any(axis=1), np.bool_)
    if who == Who.ILL:
        return ill
    if who == Who.ONCE_ILL:
        return np.array(people["episodes"].any(axis=1), np.bool_) & ~ill
    return np.ones(len(people), np.bool_)


def _hold(engine: Engine, arm: Arm, coming: int) -> None:
    """Set what an arm holds, for the week that comes (from 1)."""
    for held in arm.hold:
        if held.until is None or coming <= held.until:
            _hold_one(engine, held)


def _hold_one(engine: Engine, held: Hold) -> None:
    those = _meant(held.who, engine.people)
    engine.people[held.field][those] = held.value
    if held.shown:
        engine.world.visible_states[held.field][those] = held.value  # what ties see next week
