"""The whole fit: waves of runs, an emulator, a posterior with its checks, and an ensemble drawn from it.

Every run is kept on disk as it ends, so that repeating the command continues the fit.
"""

from pathlib import Path
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.studies.fitted.ensemble import Member
from sim.studies.fitting.calibration import Calibration, calibrate
from sim.studies.fitting.emulator import Emulator
from sim.studies.fitting.history import share_left
from sim.studies.fitting.identifiability import profile
from sim.studies.fitting.likelihood import Targets, discrepancy, misfit
from sim.studies.fitting.members import drawn_members
from sim.studies.fitting.posterior import CHAINS, Posterior, learned, sample
from sim.studies.fitting.question import Question
from sim.studies.fitting.run_file import KEPT, RunFile
from sim.studies.fitting.waves import Plan, Say, counter, in_waves

type Array = npt.NDArray[np.float64]


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
        on_chain=counter(say, "Sampling the posterior", CHAINS),
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
