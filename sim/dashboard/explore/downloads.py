"""What can be downloaded."""

import tempfile
import threading
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import solara
from reacton import ipyvuetify as html

from sim.core.installation import program
from sim.dashboard.background import Progress, Waiting, use_work
from sim.dashboard.explore.answering import POLICY
from sim.dashboard.explore.costs import budget_words, years_of
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
def Report(comparison: Comparison, budget: float | None) -> None:  # noqa: N802
    """The report, which takes some seconds: made in the background, with progress, and then offered."""
    asked, ask = solara.use_state(0)

    def make(stop: threading.Event, _: Progress) -> bytes | None:
        if not asked or stop.is_set():
            return None
        return report_file(with_budget(comparison, budget))

    work = use_work(make, [asked])
    words = "One page with findings, figures and limits, of what is known when it is made."
    if work.value is None and not (asked and work.pending):
        solara.Button("Make the report", on_click=lambda: ask(asked + 1), outlined=True, small=True)
    if asked:
        Waiting(work, "Making the report")
    if work.value is not None:
        solara.FileDownload(work.value, filename="report.html", label="Report (HTML)", mime_type="text/html")
        solara.Button("Make it again", on_click=lambda: ask(asked + 1), text=True, small=True)
    html.Html(tag="span", children=[words], class_="soft small")


def with_budget(comparison: Comparison, budget: float | None) -> Comparison:
    """The comparison with a note on whether the policy fits a yearly budget, where one was given."""
    years = years_of(comparison, POLICY)
    if budget is None or not years:
        return comparison
    return replace(comparison, notes=(*comparison.notes, f"Budget: {budget_words(years, budget, comparison)}"))


def command_words(comparison: Comparison) -> str:
    """The command that gives the figures on the screen to the digit, where the baseline is that of the dashboard."""
    return (
        f"{program()} compare my_policy.toml --people {comparison.people} --weeks {comparison.weeks} --replicates "
        f"{len(comparison.replicates)} --seed {comparison.seed} --uncertainty {comparison.uncertainty}"
    )


@solara.component
def Downloads(comparison: Comparison, budget: float | None = None) -> None:  # noqa: N802
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
        with html.Html(tag="li"):
            Report(comparison, budget)
    html.Html(tag="p", children=["The same figures on your own machine, with the scenario file:"])
    html.Html(tag="pre", children=[command_words(comparison)], class_="command", attributes={"tabindex": "0"})


def _offered(known: Callable[[], Comparison]) -> tuple[tuple[str, str, str, Callable[[], str | bytes], str], ...]:
    """Filename, label, kind, how it is made, and words about it, of each file."""
    return (
        ("my_policy.toml", "Scenario file (TOML)", "text/plain", lambda: scenario_file(known(), POLICY),
         "The policy as a file, to be changed and run again with more people."),
        ("summary.csv", "Figures (CSV)", "text/csv", lambda: data_file(known()),
         "Every outcome: baseline, policy, difference, interval, probability."),
        ("weekly.csv", "Weekly values (CSV)", "text/csv", lambda: weekly_file(known()),
         "Every week of every simulated population."),
        ("trajectories.png", "Figure (PNG)", "image/png", lambda: figure_file(known()), "How it develops."),
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
