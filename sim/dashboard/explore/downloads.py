"""What can be downloaded."""

import tempfile
from collections.abc import Callable
from pathlib import Path

import solara
from reacton import ipyvuetify as html

from sim.core.installation import program
from sim.dashboard.explore.answering import POLICY
from sim.dashboard.server_state import model_baseline
from sim.outcomes.catalogue import WEEKLY
from sim.outcomes.rates import OUTCOMES
from sim.report.figures.style import png
from sim.report.figures.trajectories import trajectories
from sim.report.pages.report import write_report
from sim.scenario.save import scenario_toml
from sim.studies.comparison.comparison import Comparison

LEDGER_UNIT = "logits"  # of what moved belief, by cause


@solara.component
def Downloads(comparison: Comparison) -> None:  # noqa: N802
    """Files; each is made when it is asked for, of what is known by then."""
    latest = solara.use_ref(comparison)
    latest.current = comparison
    # the same functions as long as the page is there: with others, an answer that comes in would forget a click
    offered = solara.use_memo(lambda: _offered(lambda: latest.current), [])
    with html.Html(tag="ul", class_="downloads"):
        for filename, label, kind, make, words in offered:
            with html.Html(tag="li"):
                solara.FileDownload(make, filename=filename, label=label, mime_type=kind)
                html.Html(tag="span", children=[words], class_="soft small")


def _offered(known: Callable[[], Comparison]) -> tuple[tuple[str, str, str, Callable[[], str | bytes], str], ...]:
    """Filename, label, kind, how it is made, and words about it, of each file."""
    return (
        ("my_policy.toml", "Scenario file (TOML)", "text/plain", lambda: scenario_file(known(), POLICY),
         f"Run it again with more people: {program()} compare my_policy.toml"),
        ("summary.csv", "Figures (CSV)", "text/csv", lambda: data_file(known()),
         "Every outcome: baseline, policy, difference, interval, probability."),
        ("weekly.csv", "Weekly values (CSV)", "text/csv", lambda: weekly_file(known()),
         "Every week of every simulated population."),
        ("trajectories.png", "Figure (PNG)", "image/png", lambda: figure_file(known()), "How it develops."),
        ("report.html", "Report (HTML)", "text/html", lambda: report_file(known()),
         "One page with findings, tables, figures and limits; takes some seconds."),
    )  # fmt: skip


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
        return write_report(Path(folder), comparison, f"{program()} dashboard").read_bytes()
