"""What can be taken home: the policy as a scenario file, data, a figure, the report."""

import tempfile
from pathlib import Path

from sim.collect import OUTCOMES
from sim.dashboard.explore.shared import model_baseline
from sim.outcomes import WEEKLY
from sim.report.page import write_report
from sim.report.style import png
from sim.report.trajectories import trajectories
from sim.scenario_writing import scenario_toml
from sim.studies.comparison import Comparison

LEDGER_UNIT = "logits"  # of what moved belief, by cause


def scenario_file(comparison: Comparison, name: str) -> str:
    """A policy as a file that `run.py compare` takes."""
    scenario = next(one for one in comparison.scenarios if one.name == name)
    return scenario_toml(scenario, model_baseline())


def data_file(comparison: Comparison) -> str:
    """Every outcome of every policy with its interval, as CSV."""
    return comparison.summary.to_csv(index=False, lineterminator="\n", float_format="%.6g")


def weekly_file(comparison: Comparison) -> str:
    """Every weekly value of every population, with its unit, as CSV."""
    table = comparison.series
    units = {name: WEEKLY[name].unit if name in WEEKLY else LEDGER_UNIT for name in OUTCOMES}
    table.insert(list(table.columns).index("outcome") + 1, "unit", table["outcome"].map(units))
    return table.to_csv(index=False, lineterminator="\n", float_format="%.6g")


def figure_file(comparison: Comparison) -> bytes:
    """How it develops, as PNG."""
    figure, _ = trajectories(comparison)
    return png(figure).whole


def report_file(comparison: Comparison) -> bytes:
    """The whole report, one HTML page that needs nothing else."""
    with tempfile.TemporaryDirectory() as folder:
        return write_report(Path(folder), comparison, "uv run run.py dashboard").read_bytes()
