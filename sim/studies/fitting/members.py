"""The ensemble: a default that gives way only to what is clearly better, and draws of the posterior, all measured in
the model.
"""

from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

from sim.core.extras import needs
from sim.studies.fitted.ensemble import Member
from sim.studies.fitting.emulator import Emulator
from sim.studies.fitting.likelihood import Targets, agreeing, log_likelihood
from sim.studies.fitting.question import Question
from sim.studies.fitting.run_file import RunFile, evaluate_all
from sim.studies.fitting.waves import Plan, Say, Waves, as_array, counter

with needs("fit", "fitting"):
    from arviz_stats.base import array_stats

type Array = npt.NDArray[np.float64]

FIRST_PROOF = 50_000  # seeds of societies in which members are measured begin here
FIRST_JUDGED = 60_000  # and here those of the societies in which the default may find its better
SOCIETIES = 3  # such societies
FIRST_CONFIRMED = 70_000  # and here those of the societies in which a new default has to stand once more
CONFIRMATIONS = 8  # such societies
CLEAR_OF_CHANCE = 2.0  # standard errors by which it has to be likelier there
ENOUGH = 25  # draws from which on the tail of their weights can be looked at
RIVALS = 3  # best sets that are judged beside the default


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


def rounded(values: dict[str, float]) -> dict[str, float]:
    """Values with as many digits as files have."""
    return {name: float(f"{value:.4g}") for name, value in values.items()}


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
