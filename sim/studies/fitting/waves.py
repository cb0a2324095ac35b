"""Waves of runs: across the whole prior, then where it has not been ruled out, then where the posterior lies."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
from scipy.stats import qmc

from sim.studies.fitting.emulator import Emulator
from sim.studies.fitting.history import not_ruled_out, share_left
from sim.studies.fitting.posterior import sample
from sim.studies.fitting.question import Question
from sim.studies.fitting.run_file import Measured, RunFile, evaluate_all

type Array = npt.NDArray[np.float64]
type Say = Callable[[str, int, int], None]

DESIGN = 120  # points of the hypercube of the first wave; a smaller wave is its beginning
HEAT = 2.0  # of the likelihood from which the second wave is drawn: it looks around
MORE_WAVES = 30_000  # seeds of societies of later waves begin here


class Plan(NamedTuple):
    """How large a fit is."""

    first_wave: int = 120  # across the whole prior
    second_wave: int = 80  # in what the first has not ruled out
    third_wave: int = 60  # draws of the posterior
    members: int = 32
    people: int = 10_000  # in each society of the waves
    proof_people: int = 10_000  # in the societies in which members are measured
    steps: int = 4000  # of the sampler
    truths: int = 100  # worlds with known parameters that are fitted as if they were the real one
    seed: int = 1
    workers: int = 2


class Waves(NamedTuple):
    """All runs so far, the one with the parameters in use first, then those of the first wave."""

    points: Array  # parameter sets, 0 to 1 (n by parameters)
    measured: Array  # (n by rows)

    def more(self, points: Array, measured: Array) -> "Waves":
        """These and others."""
        return Waves(np.vstack([self.points, points]), np.vstack([self.measured, measured]))


def as_array(runs: list[Measured], rows: tuple[str, ...]) -> Array:
    """Values of rows out of runs (n by rows); NaN where a run has none."""
    missing = (float("nan"), 0.0)
    return np.array([[run.get(row, missing)[0] for row in rows] for run in runs])


def _run(points: Array, plan: Plan, asked: Question, file: RunFile, first: int, say: Say, what: str) -> Array:
    seeds = [plan.seed * 100_000 + first + number for number in range(len(points))]
    sets, tick = [asked.named(point) for point in points], counter(say, what, len(points))
    rows = asked.targets.rows
    return as_array(evaluate_all(sets, seeds, rows, plan.people, file, workers=plan.workers, on_run=tick), rows)


def counter(say: Say, what: str, of: int) -> Callable[[], None]:
    """Something to call once per step, which reports how many there were."""
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        say(what, done, of)

    return tick


def in_waves(plan: Plan, asked: Question, file: RunFile, say: Say) -> tuple[Waves, list[float]]:
    """Run the model with the parameters in use and across the whole prior, then where it has not been ruled out, then
    where the posterior lies.

    Args:
        plan: how large.
        asked: findings to meet, and what may move.
        file: where runs are kept.
        say: called with what is being done, how much of it is done, and of how much.

    Returns:
        All runs, and the share of the prior that was not ruled out, wave by wave.
    """
    targets, count = asked.targets, len(asked.free)
    prior = qmc.LatinHypercube(count, rng=plan.seed).random(max(DESIGN, plan.first_wave))[: plan.first_wave]
    points = np.vstack([asked.in_use, prior])
    waves = Waves(points, _run(points, plan, asked, file, 0, say, "First wave"))
    left = []
    for number, (size, heat) in enumerate(((plan.second_wave, HEAT), (plan.third_wave, 1.0))):
        if size == 0:
            continue
        say(f"Learning from wave {number + 1}", 0, 1)
        emulator = Emulator(*waves)
        left.append(share_left(emulator, targets, count, plan.seed))
        draws = sample(
            emulator, targets, count, seed=plan.seed + number, steps=plan.steps // 2, heat=heat, workers=plan.workers
        ).draws  # fmt: skip
        rng = np.random.default_rng([plan.seed, 61, number])
        drawn = draws[rng.permutation(len(draws))[: 10 * size]]
        kept = not_ruled_out(emulator, targets, drawn)
        more = np.vstack([drawn[kept], drawn[~kept]])[:size]
        first = len(points) if number == 0 else MORE_WAVES
        what = ("Second wave", "Third wave")[number]
        waves = waves.more(more, _run(more, plan, asked, file, first, say, what))
    return waves, left
