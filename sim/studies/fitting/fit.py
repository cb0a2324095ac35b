"""The whole fit: waves of runs, an emulator, a posterior with its checks, and an ensemble drawn from it.

Every run is kept on disk as it ends, so that repeating the command continues the fit.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import qmc

from sim.core.extras import needs
from sim.studies.fitted.ensemble import Member
from sim.studies.fitting.calibration import Calibration, calibrate
from sim.studies.fitting.emulator import Emulator
from sim.studies.fitting.history import not_ruled_out, share_left
from sim.studies.fitting.identifiability import profile
from sim.studies.fitting.likelihood import Targets, agreeing, discrepancy, log_likelihood, misfit
from sim.studies.fitting.posterior import Posterior, learned, sample
from sim.studies.fitting.question import Question
from sim.studies.fitting.run_file import KEPT, Measured, RunFile, evaluate_all

with needs("fit", "fitting"):
    from arviz_stats.base import array_stats

type Array = npt.NDArray[np.float64]
type Say = Callable[[str, int, int], None]

DESIGN = 120  # points of the hypercube of the first wave; a smaller wave is its beginning
HEAT = 2.0  # of the likelihood from which the second wave is drawn: it looks around
MORE_WAVES = 30_000  # seeds of societies of later waves begin here
FIRST_PROOF = 50_000  # and here those of the societies in which members are measured
FIRST_JUDGED = 60_000  # and here those of the societies in which the default may find its better
SOCIETIES = 3  # such societies
FIRST_CONFIRMED = 70_000  # and here those of the societies in which a new default has to stand once more
CONFIRMATIONS = 8  # such societies
CLEAR_OF_CHANCE = 2.0  # standard errors by which it has to be likelier there
ENOUGH = 25  # draws from which on the tail of their weights can be looked at
RIVALS = 3  # best sets that are judged beside the default


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


class Fit(NamedTuple):
    """What a fit gave."""

    members: list[Member]  # the default first
    learned: pd.DataFrame  # see `learning`
    rows: pd.DataFrame  # see `by_row`
    runs: int  # of the model that the emulator was trained on
    left: list[float]  # share of the prior that was not ruled out, wave by wave
    posterior: Posterior
    calibration: Calibration
    weights: tuple[float, float]  # see `importance`


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


def rounded(values: dict[str, float]) -> dict[str, float]:
    """Values with as many digits as files have."""
    return {name: float(f"{value:.4g}") for name, value in values.items()}


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


def fit(plan: Plan, asked: Question, folder: Path, say: Say) -> Fit:
    """Fit the model to findings.

    Args:
        plan: how large.
        asked: findings to meet, and what may move.
        folder: where runs are kept; those that come with the model are used as well.
        say: called with what is being done, how much of it is done, and of how much.
    """
    targets, count = asked.targets, len(asked.free)
    file = RunFile(folder / "runs.jsonl", also=KEPT)
    waves, left = in_waves(plan, asked, file, say)
    say("Learning from all waves", 0, 1)
    emulator = Emulator(*waves)
    left.append(share_left(emulator, targets, count, plan.seed))
    posterior = sample(
        emulator, targets, count, seed=plan.seed, steps=plan.steps, workers=plan.workers,
        on_chain=counter(say, "Sampling the posterior", 4),
    )  # fmt: skip
    calibration = calibrate(
        emulator, waves.measured, targets, np.arange(1, plan.first_wave + 1), truths=plan.truths, seed=plan.seed,
        steps=plan.steps // 2, workers=plan.workers,
        on_truth=counter(say, "Fitting worlds that are known", plan.truths),
    )  # fmt: skip
    members, weights = drawn_members(emulator, posterior.draws, waves, plan, asked, file, say)
    return Fit(
        members,
        learning(posterior, calibration, asked, members[0]),
        by_row(emulator, targets, posterior.draws),
        len(waves.points),
        left,
        posterior,
        calibration,
        weights,
    )


def drawn_members(
    emulator: Emulator, draws: Array, waves: Waves, plan: Plan, asked: Question, file: RunFile, say: Say
) -> tuple[list[Member], tuple[float, float]]:
    """The ensemble: the default, and draws of the posterior as they come, each measured in the model.

    No draw is left out for fitting badly: then the others would claim to know more than the evidence says.

    Returns:
        Members, the default first, and how well the emulator's posterior stands for the model's (`importance`).
    """
    rng = np.random.default_rng([plan.seed, 67])
    chosen = draws[rng.choice(len(draws), plan.members - 1, replace=False)]
    targets = asked.targets
    sets = [rounded(asked.named(point)) for point in chosen]
    rivals = _best(waves, asked, RIVALS)
    first = default(rounded(asked.named(waves.points[0])), rivals, plan, targets, file, say)
    members = measured_members([first, *sets], plan, targets, file, say)
    expected = log_likelihood(targets, emulator.predict(chosen), emulator.error)
    found = np.array([member.log_likelihood for member in members[1:]])
    return members, importance(found - expected)


def _best(waves: Waves, asked: Question, number: int) -> list[dict[str, float]]:
    """The runs that fit best, but for that of the parameters in use."""
    order = np.argsort(-log_likelihood(asked.targets, waves.measured[1:]), kind="stable")[:number]
    return [rounded(asked.named(waves.points[1 + place])) for place in order]


def importance(log_weights: Array) -> tuple[float, float]:
    """How well draws from one distribution stand for another.

    Args:
        log_weights: log of the other's density over that of the one, up to a constant (draws).

    Returns:
        How many draws of the other they are worth, and the shape of the tail of their weights (Vehtari et al. 2024):
        above .7 the first number cannot be trusted. NaN where draws are too few to see a tail.
    """
    smoothed, shape = array_stats.psislw(log_weights) if len(log_weights) >= ENOUGH else (log_weights, np.nan)
    weights = np.exp(smoothed - smoothed.max())
    return float(weights.sum() ** 2 / (weights**2).sum()), float(shape)


def measured_members(
    sets: Sequence[dict[str, float]], plan: Plan, targets: Targets, file: RunFile, say: Say
) -> list[Member]:
    """Measure parameter sets, each in a society of its own, in their order."""
    seeds = [plan.seed * 100_000 + FIRST_PROOF + number for number in range(len(sets))]
    tick = counter(say, "Measuring members", len(sets))
    runs = evaluate_all(
        list(sets), seeds, targets.rows, plan.proof_people, file, workers=plan.workers, on_run=tick
    )  # fmt: skip
    found = as_array(runs, targets.rows)
    fitness, within = log_likelihood(targets, found), agreeing(targets, found)
    return [Member(one, float(fitness[place]), int(within[place])) for place, one in enumerate(sets)]


def default(
    in_use: dict[str, float],
    rivals: Sequence[dict[str, float]],
    plan: Plan,
    targets: Targets,
    file: RunFile,
    say: Say,
) -> dict[str, float]:
    """Which set is to be the default: the parameters in use, unless a rival is clearly better.

    All are judged in the same `SOCIETIES` societies of `plan.proof_people` each, which none was chosen by. A rival has
    to agree with as many rows or more by their mean, to fit better in every single one, and to be confirmed in
    societies that did not choose it: the best of many looks better than it is where it was chosen, and parameters
    should not change for a gain that other random numbers would undo.

    Args:
        in_use: free parameters by name.
        rivals: others.
        plan: how large.
        targets: the rows.
        file: where runs are kept.
        say: called with what is being done, how much of it is done, and of how much.
    """
    sets = [in_use, *rivals]
    seeds = [plan.seed * 100_000 + FIRST_JUDGED + number for number in range(SOCIETIES) for _ in sets]
    tick = counter(say, "Judging the best sets", len(seeds))
    runs = evaluate_all(
        list(sets) * SOCIETIES, seeds, targets.rows, plan.proof_people, file, workers=plan.workers, on_run=tick
    )  # fmt: skip
    societies = as_array(runs, targets.rows).reshape(SOCIETIES, len(sets), -1)
    each, mean = log_likelihood(targets, societies), societies.mean(axis=0)
    fitness, within = log_likelihood(targets, mean), agreeing(targets, mean)
    order = sorted(range(len(sets)), key=lambda place: -fitness[place])
    better = [place for place in order if within[place] >= within[0] and (each[:, place] > each[:, 0]).all()]
    return sets[better[0]] if better and confirmed(sets[better[0]], in_use, plan, targets, file, say) else in_use


def confirmed(
    best: dict[str, float],
    in_use: dict[str, float],
    plan: Plan,
    targets: Targets,
    file: RunFile,
    say: Say,
) -> bool:
    """Whether a set fits better than the parameters in use in `CONFIRMATIONS` societies in which neither was chosen.

    Both live in the same societies. By the mean of these the new set has to agree with as many rows or more, and it has
    to be likelier by `CLEAR_OF_CHANCE` standard errors of the difference.

    Args:
        best: free parameters of the set that may become the default.
        in_use: those of the default.
        plan: how large.
        targets: the rows.
        file: where runs are kept.
        say: called with what is being done, how much of it is done, and of how much.
    """
    seeds = [plan.seed * 100_000 + FIRST_CONFIRMED + number for number in range(CONFIRMATIONS) for _ in range(2)]
    tick = counter(say, "Confirming the best set", len(seeds))
    runs = evaluate_all(
        [in_use, best] * CONFIRMATIONS, seeds, targets.rows, plan.proof_people, file, workers=plan.workers, on_run=tick
    )  # fmt: skip
    societies = as_array(runs, targets.rows).reshape(CONFIRMATIONS, 2, -1)
    old, new = agreeing(targets, societies.mean(axis=0))
    each = log_likelihood(targets, societies)
    gain = each[:, 1] - each[:, 0]
    chance = gain.std(ddof=1) / np.sqrt(CONFIRMATIONS)
    return bool(new >= old and gain.mean() > CLEAR_OF_CHANCE * chance)


def learning(posterior: Posterior, calibration: Calibration, asked: Question, first: Member) -> pd.DataFrame:
    """How much the evidence narrowed each parameter, one per line.

    Returns:
        Columns: parameter; low, high (of the prior); fitted (the default); posterior_low, posterior_high (the middle
        90 %); learned; alone (learned, were all others known); partner, correlation (the parameter that most makes
        up for it); r_hat, effective (of the sampler); covered, recovery_error (of known worlds).
    """
    low, high = asked.bounds.T
    names = [free.name for free in asked.free]
    ends = np.quantile(posterior.draws, [0.05, 0.95], axis=0) * (high - low) + low
    given = profile(posterior.draws)
    return pd.DataFrame(
        {
            "parameter": names,
            "low": low,
            "high": high,
            "fitted": [first.parameters[name] for name in names],
            "posterior_low": ends[0],
            "posterior_high": ends[1],
            "learned": learned(posterior.draws).round(3),
            "alone": given.alone.round(3),
            "partner": [names[place] for place in given.partner],
            "correlation": given.correlation.round(2),
            "r_hat": posterior.r_hat.round(4),
            "effective": posterior.effective.round(0),
            "covered": calibration.covered.round(3),
            "recovery_error": calibration.error.round(3),
        }
    )


def by_row(emulator: Emulator, targets: Targets, draws: Array) -> pd.DataFrame:
    """What emulator and posterior say of each row, one per line.

    Returns:
        Columns: row; explained, error (of the emulator on runs it has not seen); misfit (standard deviations between
        what the posterior expects and what was published, with its sign); discrepancy (times the scale of its band).
    """
    apart = misfit(targets, emulator.predict(draws[:: max(1, len(draws) // 2000)]), emulator.error)
    return pd.DataFrame(
        {
            "row": targets.rows,
            "explained": emulator.explained.round(3),
            "error": emulator.error.round(4),
            "misfit": apart.mean(axis=0).round(2),
            "discrepancy": discrepancy(apart).round(2),
        }
    )
