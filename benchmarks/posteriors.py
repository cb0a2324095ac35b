"""Which finds known parameters better: a posterior on an emulator, as the fit has it, or a neural network from findings
to parameters?

    uv run --extra fit python benchmarks/posteriors.py [--worlds 40] [--steps 1500]

Both learn from the runs that come with the model, without the worlds that they are asked about, and are given the same
published figures: what the model gave in that world, put off as the likelihood says that studies are. The network
(scikit-learn's perceptron, trained on noisy copies of the runs) gives the mean of each parameter; its interval is that
of its errors on runs that it has not seen. Nothing is asserted.
"""

import argparse
import json
import sys
from pathlib import Path

import numpy as np
import numpy.typing as npt
from rich.console import Console
from rich.table import Table
from sklearn.neural_network import MLPRegressor

ROOT = Path(__file__).resolve().parents[1]
sys.path.insert(0, str(ROOT))

from sim.studies.fitted.ensemble import FILE  # noqa: E402
from sim.studies.fitting.calibration import FOLDS, LEVEL, calibrate  # noqa: E402
from sim.studies.fitting.emulator import Emulator  # noqa: E402
from sim.studies.fitting.likelihood import Targets, noise  # noqa: E402
from sim.studies.fitting.members import FIRST_JUDGED  # noqa: E402
from sim.studies.fitting.question import own_evidence  # noqa: E402
from sim.studies.fitting.run_file import KEPT, RunFile  # noqa: E402
from sim.studies.fitting.waves import as_array  # noqa: E402

SEED, COPIES = 1, 30
FARTHEST = 5.0  # standard deviations of a finding between runs

type Array = npt.NDArray[np.float64]


def main() -> None:
    """Compare, and print a table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--worlds", type=int, default=40)
    parser.add_argument("--steps", type=int, default=1500)
    asked = parser.parse_args()
    question = own_evidence()
    targets, (low, high) = question.targets, question.bounds.T
    known = RunFile(KEPT)
    runs = list(known.runs.values())
    values = np.array([[run["values"][free.name] for free in question.free] for run in runs])
    points = (values - low) / (high - low)
    measured = as_array([known.measured(run["key"]) for run in runs], targets.rows)
    used = np.array([run["seed"] % 100_000 < FIRST_JUDGED for run in runs]) & np.isfinite(measured).all(axis=1)
    points, measured = points[used], measured[used]
    seeds = np.array([run["seed"] % 100_000 for run in runs])[used]
    first_wave = json.loads(FILE.read_text(encoding="utf-8"))["made"]["plan"]["first_wave"]
    prior = np.flatnonzero((seeds > 0) & (seeds <= first_wave))
    found = calibrate(
        Emulator(points, measured),
        measured,
        targets,
        prior,
        truths=asked.worlds,
        seed=SEED,
        steps=asked.steps,
        workers=2,
    )
    places = [int(np.abs(points - truth).sum(axis=1).argmin()) for truth in found.truths]
    rng = np.random.default_rng([SEED, 71])
    rng.choice(prior, len(places), replace=False)  # as in the calibration, so that both are given the same figures
    worlds = measured[places] + noise(targets, rng, (len(places),))
    means, covered = np.empty_like(found.truths), np.empty(found.truths.shape, np.bool_)
    for fold in range(FOLDS):
        mine = np.arange(len(places))[fold::FOLDS]
        seen = np.ones(len(points), np.bool_)
        seen[[places[one] for one in mine]] = False
        means[mine], spread = by_network(points[seen], measured[seen], worlds[mine], targets)
        covered[mine] = np.abs(found.truths[mine] - means[mine]) <= spread
    guessed = np.sqrt(((found.truths - 0.5) ** 2).mean(axis=0))
    error = np.sqrt(((found.truths - means) ** 2).mean(axis=0)) / guessed
    table = Table(title=f"{len(places)} worlds with known parameters, {len(question.free)} parameters")
    for head in (
        "",
        "error over that of the prior's middle",
        "the ten best learned",
        f"in their {LEVEL:.0%} intervals",
    ):
        table.add_column(head, justify="right" if head else "left")
    for name, off, share in (
        ("posterior on the emulator", found.error, found.coverage), ("neural network", error, covered.mean())
    ):  # fmt: skip
        table.add_row(name, f"{off.mean():.3f}", f"{np.sort(off)[:10].mean():.3f}", f"{share:.1%}")
    Console().print(table)


def by_network(points: Array, measured: Array, worlds: Array, targets: Targets) -> tuple[Array, Array]:
    """Means for the worlds (t by parameters), and half the width of their intervals (parameters)."""
    rng = np.random.default_rng([SEED, 79])
    middle, scale = measured.mean(axis=0), measured.std(axis=0) + 1e-9

    def standard(values: Array) -> Array:
        return np.clip((values - middle) / scale, -FARTHEST, FARTHEST)

    def trained(chosen: npt.NDArray[np.bool_]) -> MLPRegressor:
        noisy = measured[chosen] + noise(targets, rng, (COPIES, int(chosen.sum())))
        network = MLPRegressor(
            hidden_layer_sizes=(64,), alpha=10.0, early_stopping=True, random_state=SEED, max_iter=60
        )
        return network.fit(standard(noisy.reshape(-1, measured.shape[1])), np.tile(points[chosen], (COPIES, 1)))

    part = rng.permutation(len(points)) % 4 > 0
    unseen = measured[~part] + noise(targets, rng, (int((~part).sum()),))
    off = np.abs(points[~part] - trained(part).predict(standard(unseen)))
    network = trained(np.ones(len(points), np.bool_))
    return network.predict(standard(worlds)), np.quantile(off, LEVEL, axis=0)


if __name__ == "__main__":
    main()
