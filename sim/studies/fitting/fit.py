"""The whole fit: two waves of runs, refinement, an emulator, a posterior, and an ensemble tested in the model.

Every run is kept on disk as it ends, so that repeating the command continues the fit.
"""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
from scipy.stats import qmc

from sim.evidence.rows import evidence_rows
from sim.studies.fitted.ensemble import Member
from sim.studies.fitted.priors import bounds, free_parameters, named, parameters_in_use
from sim.studies.fitting.emulator import Emulator
from sim.studies.fitting.identifiability import Held, hold
from sim.studies.fitting.likelihood import Targets, agreeing, log_likelihood, targets_of
from sim.studies.fitting.parameter_recovery import Recovery, recover
from sim.studies.fitting.posterior import learned, sample
from sim.studies.fitting.refine import best_runs, propose
from sim.studies.fitting.run_file import Measured, RunFile, evaluate_all

type Array = npt.NDArray[np.float64]

HEAT = 2.0  # of the likelihood from which the second wave is drawn: it looks around the best
BATCH = 4  # parameter sets tried in a round of refinement
FIRST_PROOF = 50_000  # seeds of societies in which sets are tried for membership begin here
FIRST_JUDGED = 60_000  # and here those of the societies in which members are judged, the same ones for all
SOCIETIES = 3  # in which members are judged
FIRST_CONFIRMED = 70_000  # and here those of the societies in which a new best set has to stand once more
CONFIRMATIONS = 8  # such societies
CLEAR_OF_CHANCE = 2.0  # standard errors by which it has to be likelier there
ROWS_WORSE = 2  # than the best at most, for a set that fits
TRIES_PER_MEMBER = 2  # parameter sets tried in the model for each that is judged


class Plan(NamedTuple):
    """How large a fit is."""

    first_wave: int = 100
    second_wave: int = 60
    rounds: int = 8  # of refinement
    members: int = 15
    people: int = 10_000  # in each society of the waves
    proof_people: int = 20_000  # in the societies in which members are tested
    steps: int = 1500  # of the sampler
    truths: int = 20  # runs that are fitted as if they were the world
    seed: int = 1
    workers: int = 2


class Fit(NamedTuple):
    """What a fit gave."""

    members: list[Member]  # best first
    learned: pd.DataFrame  # see `learning`
    emulator: pd.DataFrame  # row, explained, error
    runs: int  # of the model that the emulator was trained on
    tried: int  # parameter sets tried in larger societies
    draws: Array  # of the posterior (draws by parameters, 0 to 1)
    recovery: Recovery


class Waves(NamedTuple):
    """All runs so far, the one with the parameters in use first."""

    points: Array  # parameter sets, 0 to 1 (n by parameters)
    measured: Array  # (n by rows)


def as_array(runs: list[Measured], rows: tuple[str, ...]) -> Array:
    """Values of rows out of runs (n by rows); NaN where a run has none."""
    missing = (float("nan"), 0.0)
    return np.array([[run.get(row, missing)[0] for row in rows] for run in runs])


def first_and_second_wave(plan: Plan, targets: Targets, file: RunFile, say: Callable[[str, int, int], None]) -> Waves:
    """Run the model with the parameters in use and across the whole prior, then in the region not ruled out.

    Args:
        plan: how large.
        targets: the rows.
        file: where runs are kept.
        say: called with what is being done, how much of it is done, and of how much.
    """
    count = len(free_parameters())
    points = np.vstack([parameters_in_use(), qmc.LatinHypercube(count, rng=plan.seed).random(plan.first_wave)])
    measured = _run(points, plan, targets, file, 0, say, "First wave")
    say("Learning from the first wave", 0, 1)
    emulator = Emulator(points, measured)
    draws = sample(emulator, targets, count, seed=plan.seed, steps=plan.steps // 2, heat=HEAT)
    chosen = np.random.default_rng([plan.seed, 61]).choice(len(draws), plan.second_wave, replace=False)
    more = draws[chosen]
    measured_more = _run(more, plan, targets, file, len(points), say, "Second wave")
    return Waves(np.vstack([points, more]), np.vstack([measured, measured_more]))


def _run(
    points: Array,
    plan: Plan,
    targets: Targets,
    file: RunFile,
    first: int,
    say: Callable[[str, int, int], None],
    what: str,
) -> Array:
    seeds = [plan.seed * 100_000 + first + number for number in range(len(points))]
    runs = evaluate_all(
        [named(point) for point in points],
        seeds,
        targets.rows,
        plan.people,
        file,
        workers=plan.workers,
        on_run=counter(say, what, len(points)),
    )
    return as_array(runs, targets.rows)


def counter(say: Callable[[str, int, int], None], what: str, of: int) -> Callable[[], None]:
    """Something to call once per step, which reports how many there were."""
    done = 0

    def tick() -> None:
        nonlocal done
        done += 1
        say(what, done, of)

    return tick


def fit(plan: Plan, folder: Path, say: Callable[[str, int, int], None]) -> Fit:
    """Fit the model to the rows of role `fit`, and to no others.

    Args:
        plan: how large.
        folder: where runs are kept.
        say: called with what is being done, how much of it is done, and of how much.
    """
    targets = targets_of(list(evidence_rows("fit").values()))
    file = RunFile(folder / "runs.jsonl")
    waves = refined(first_and_second_wave(plan, targets, file, say), plan, targets, file, say)
    say("Learning from both waves", 0, 1)
    emulator = Emulator(waves.points, waves.measured)
    count = len(free_parameters())
    say("Finding parameters that are not identifiable", 0, count)
    held = hold(
        emulator, targets, waves.points[0], seed=plan.seed, steps=plan.steps,
        on_held=lambda done: say("Finding parameters that are not identifiable", done, count),
    )  # fmt: skip
    step = counter(say, "Sampling the posterior", plan.steps)
    draws = sample(emulator, targets, count, seed=plan.seed, steps=plan.steps, held=held.at, on_step=step)
    recovery = recover(
        waves.points, waves.measured, targets, truths=plan.truths, seed=plan.seed, held=held.at,
        on_truth=counter(say, "Recovering known parameters", plan.truths),
    )  # fmt: skip
    members, tried = prove(draws, held, waves, plan, targets, file, say)
    described = pd.DataFrame(
        {"row": targets.rows, "explained": emulator.explained.round(3), "error": emulator.error.round(4)}
    )
    return Fit(
        members, learning(draws, held, members[0], recovery), described, len(waves.points), tried, draws, recovery
    )


def refined(waves: Waves, plan: Plan, targets: Targets, file: RunFile, say: Callable[[str, int, int], None]) -> Waves:
    """Run the model where the emulator expects the best, and learn from that, round after round."""
    points, measured = waves
    for number in range(plan.rounds):
        say("Looking for better sets", number, plan.rounds)
        more = propose(points, measured, targets, number=BATCH, seed=plan.seed * 1000 + number)
        first = 30_000 + number * BATCH
        found = _run(more, plan, targets, file, first, say, f"Refinement, round {number + 1} of {plan.rounds}")
        points, measured = np.vstack([points, more]), np.vstack([measured, found])
    return Waves(points, measured)


def prove(
    draws: Array,
    held: Held,
    waves: Waves,
    plan: Plan,
    targets: Targets,
    file: RunFile,
    say: Callable[[str, int, int], None],
) -> tuple[list[Member], int]:
    """Try the parameters in use, the best runs and draws of the posterior in the model, with larger societies and
    other random numbers, and judge those that fit best. All have the parameters that are held at the same value.

    Returns:
        Members, and how many were tried.
    """
    rng = np.random.default_rng([plan.seed, 67])
    tries = TRIES_PER_MEMBER * plan.members
    order = best_runs(waves.points, waves.measured, targets)
    best = waves.points[order[order != 0][: tries // 2]]
    drawn = draws[rng.choice(len(draws), tries - len(best), replace=False)]
    points = np.vstack([waves.points[:1], best, drawn])
    points[:, held.places] = list(held.at.values())
    chosen = [_rounded(named(point)) for point in points]
    seeds = [plan.seed * 100_000 + FIRST_PROOF + number for number in range(len(chosen))]
    tick = counter(say, "Trying sets in larger societies", len(chosen))
    runs = evaluate_all(
        chosen, seeds, targets.rows, plan.proof_people, file, workers=plan.workers, on_run=tick
    )  # fmt: skip
    fitness = log_likelihood(targets, as_array(runs, targets.rows))
    kept = [place for place in np.argsort(-fitness, kind="stable") if place != 0][: plan.members - 1]
    return judge([chosen[place] for place in [0, *kept]], plan, targets, file, say), len(chosen)


def judge(
    sets: Sequence[dict[str, float]],
    plan: Plan,
    targets: Targets,
    file: RunFile,
    say: Callable[[str, int, int], None],
) -> list[Member]:
    """Judge parameter sets in the same `SOCIETIES` societies of `plan.proof_people` each, which none was chosen by.

    The first set, the parameters in use, gives way only to one that agrees with as many rows or more by the mean of the
    societies, fits better in every single one, and is confirmed in societies that did not choose it: the best of many
    looks better than it is where it was chosen, and parameters should not change for a gain that other random numbers
    would undo.

    Args:
        sets: free parameters by name; the parameters in use first.
        plan: how large.
        targets: the rows.
        file: where runs are kept.
        say: called with what is being done, how much of it is done, and of how much.

    Returns:
        Those that agree with at most `ROWS_WORSE` rows fewer than the best, which comes first; then the likeliest.
    """
    seeds = [plan.seed * 100_000 + FIRST_JUDGED + number for number in range(SOCIETIES) for _ in sets]
    tick = counter(say, "Judging members", len(seeds))
    runs = evaluate_all(
        list(sets) * SOCIETIES, seeds, targets.rows, plan.proof_people, file, workers=plan.workers, on_run=tick
    )  # fmt: skip
    societies = as_array(runs, targets.rows).reshape(SOCIETIES, len(sets), -1)
    each, mean = log_likelihood(targets, societies), societies.mean(axis=0)
    fitness, within = log_likelihood(targets, mean), agreeing(targets, mean)
    order = sorted(range(len(sets)), key=lambda place: -fitness[place])
    better = [place for place in order if within[place] >= within[0] and (each[:, place] > each[:, 0]).all()]
    first = better[0] if better and confirmed(sets[better[0]], sets[0], plan, targets, file, say) else 0
    others = (place for place in order if place != first and within[place] >= within[first] - ROWS_WORSE)
    return [Member(sets[place], float(fitness[place]), int(within[place])) for place in [first, *others]]


def confirmed(
    best: dict[str, float],
    in_use: dict[str, float],
    plan: Plan,
    targets: Targets,
    file: RunFile,
    say: Callable[[str, int, int], None],
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


def _rounded(values: dict[str, float]) -> dict[str, float]:
    return {name: float(f"{value:.4g}") for name, value in values.items()}


def learning(draws: Array, held: Held, best: Member, recovery: Recovery) -> pd.DataFrame:
    """How much the evidence narrowed each parameter, one per line.

    Returns:
        Columns: parameter; low, high (of the prior); fitted; posterior_low, posterior_high (the middle 90 %); learned;
        held (whether); covered, recovery_error (of simulated truths; NaN where held). Interval and learning of one that
        is held are those before it was held.
    """
    low, high = bounds().T
    unit = np.quantile(draws, [0.05, 0.95], axis=0)
    far = learned(draws)
    for place in held.places:
        unit[:, place], far[place] = held.ends[place], held.learned[place]
    ends = unit * (high - low) + low
    return pd.DataFrame(
        {
            "parameter": [free.name for free in free_parameters()],
            "low": low,
            "high": high,
            "fitted": [best.parameters[free.name] for free in free_parameters()],
            "posterior_low": ends[0],
            "posterior_high": ends[1],
            "learned": far.round(3),
            "held": ~recovery.free,
            "covered": np.where(recovery.free, recovery.covered.round(3), np.nan),
            "recovery_error": np.where(recovery.free, recovery.error.round(3), np.nan),
        }
    )
