"""The main figure: one outcome week by week, the baseline under the policies, with bands."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import plotly.graph_objects as go
import solara

from sim.dashboard.chart import SIZE, Chart, new_plot
from sim.dashboard.controls import Choice
from sim.dashboard.explore.interim import is_settled, is_single, so_far
from sim.outcomes.catalogue import WEEKLY
from sim.outcomes.rates import OUTCOMES
from sim.people.state import WEEKS_PER_YEAR
from sim.report.figures.style import BASELINE_LOOK, SOFT_INK, UNITS, Look, looks
from sim.report.words.certainty import SETTLED
from sim.report.words.comparison import BASELINE, policies, title_of
from sim.report.words.effects import Effect
from sim.report.words.findings import compared
from sim.report.words.quantities import difference_unit, readable
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.standardise import WEEKLY_STANDARDISED, is_standardised
from sim.studies.explore.question import Question
from sim.studies.runs.statistics import mean_of_known, middle_interval, paired_difference, t_interval

READING = (
    "Above: means over populations, and the range of 95 % of them; the axis does not start at zero. "
    "Below: the difference from care as it is with the same random numbers, with its 95 % interval. "
    "Here a policy shows: both lines above share the same chance events."
)
NOT_SETTLED = f"From fewer than {SETTLED} populations, intervals may yet move: nothing is called clear."

CHOICES = (
    "ill", "depression_ill", "anxiety_ill", "post_traumatic_stress_ill", "phq9_cases", "waiting", "weeks_waited_now",
    "in_treatment", "recoveries", "self_efficacy", "public_stigma", "self_stigma", "personal_recovery",
)  # fmt: skip
DASHES = ("solid", "dash", "dot", "dashdot")
LEVELS, DIFFERENCES = (0.44, 1.0), (0.0, 0.34)  # shares of the height
EVERY = 13  # weeks between rows of the table
SMOOTH = 4  # weeks that lines of the weekly counts are averaged over
SMOOTHED = ("recoveries",)
OF_THE_NATION = " This is the nation, and not your area\u2019s mix of deprivation: it is not counted by fifth."


class Drawn(NamedTuple):
    """A figure with its finding and its table."""

    figure: go.Figure
    sentence: str
    table: pd.DataFrame
    paths: list[list[float | None]] | None = None  # of single populations, where they can be played


def weekly(comparison: Comparison, name: str, outcome: str) -> npt.NDArray[np.float64]:
    """One outcome of one scenario (replicates by weeks)."""
    at = OUTCOMES.index(outcome)
    table = np.stack([comparison.results[name, number].series[:, at] for number in comparison.replicates])
    if outcome in SMOOTHED:
        table = np.stack([np.convolve(row, np.full(SMOOTH, 1.0 / SMOOTH), mode="same") for row in table])
    return table


def curves(comparison: Comparison, outcome: str) -> Drawn:
    """Draw one outcome for the baseline and all policies.

    Args:
        comparison: baseline and policies, a week or more.
        outcome: one of `sim.outcomes.catalogue.WEEKLY`.
    """
    shown = WEEKLY[outcome]
    names = [BASELINE, *policies(comparison)]
    styles = {BASELINE: BASELINE_LOOK} | looks(policies(comparison))
    tables = {name: weekly(comparison, name, outcome) for name in names}
    years = np.arange(1, comparison.weeks + 1) / WEEKS_PER_YEAR
    figure = new_plot()
    for order, name in enumerate(names):
        _draw(figure, years, tables[name], styles[name], order, title_of(comparison.titles, name))
    for order, name in enumerate(names[1:], start=1):
        _draw_difference(figure, years, tables[name] - tables[BASELINE], styles[name], order)
    figure.update_xaxes(title_text="years since the start", range=[0, years[-1] * 1.005], dtick=0.5)
    unit = UNITS.get(shown.unit, shown.unit)
    lower = figure.layout.yaxis.to_plotly_json() | {
        "domain": DIFFERENCES, "nticks": 4, "zeroline": True, "zerolinecolor": BASELINE_LOOK.colour,
        "zerolinewidth": 2, "title": {"text": "difference", "font": {"color": SOFT_INK, "size": SIZE}},
    }  # fmt: skip
    upper = {"domain": LEVELS, "title": {"text": unit}, "nticks": 6}
    figure.update_layout(xaxis={"anchor": "y2"}, yaxis=upper, yaxis2=lower)
    for week in {start for start in comparison.starts.values() if start}:
        figure.add_vline(x=(week - 1) / WEEKS_PER_YEAR, line={"color": SOFT_INK, "width": 1, "dash": "dot"})
    subject = f"{shown.title[:1].lower()}{shown.title[1:]} ({shown.unit}, mean of the last year)"
    found = [_effect(comparison, name, outcome, tables) for name in names[1:]]
    sentence = so_far(compared(found, subject), comparison)
    if is_standardised(comparison) and outcome not in WEEKLY_STANDARDISED:
        sentence += OF_THE_NATION
    return Drawn(figure, sentence, _table(comparison, tables, years))


def _draw(
    figure: go.Figure,
    years: npt.NDArray[np.float64],
    table: npt.NDArray[np.float64],
    look: Look,
    order: int,
    title: str,
) -> None:
    middle = np.array([mean_of_known(column) for column in table.T])
    low, high = middle_interval(table, axis=0)
    line: dict[str, Any] = {"color": look.colour, "width": 2.5, "dash": DASHES[max(order - 1, 0) % len(DASHES)]}
    if len(table) > 1:
        edge = {"mode": "lines", "line": {"width": 0}, "showlegend": False, "hoverinfo": "skip"}
        figure.add_scatter(x=years, y=_plain(high), **edge)
        figure.add_scatter(x=years, y=_plain(low), fill="tonexty", fillcolor=faint(look.colour), **edge)
    figure.add_scatter(
        x=years, y=_plain(middle), mode="lines", name=title, line=line, meta=title,
        hovertemplate="%{y:.3~g}<extra>%{meta}</extra>",
    )  # fmt: skip


def _draw_difference(
    figure: go.Figure, years: npt.NDArray[np.float64], table: npt.NDArray[np.float64], look: Look, order: int
) -> None:
    """The paired difference from the baseline, with the 95 % interval of its mean."""
    ends = np.array([t_interval(column) for column in table.T])
    dash = DASHES[(order - 1) % len(DASHES)]
    if len(table) > 1:
        edge = {"mode": "lines", "line": {"width": 0}, "showlegend": False, "hoverinfo": "skip", "yaxis": "y2"}
        figure.add_scatter(x=years, y=_plain(ends[:, 2]), **edge)
        figure.add_scatter(x=years, y=_plain(ends[:, 1]), fill="tonexty", fillcolor=faint(look.colour), **edge)
    figure.add_scatter(
        x=years, y=_plain(ends[:, 0]), mode="lines", showlegend=False, yaxis="y2",
        line={"color": look.colour, "width": 2, "dash": dash},
        hovertemplate="%{y:+.3~g}<extra>difference</extra>",
    )  # fmt: skip


def _plain(values: npt.NDArray[np.float64]) -> npt.NDArray[np.float64]:
    return np.round(values, 5)


def faint(colour: str, density: float = 0.13) -> str:
    """A colour that one can look through.

    Args:
        colour: as "#rrggbb".
        density: from 0 (not to be seen) to 1.
    """
    red, green, blue = (int(colour[at : at + 2], 16) for at in (1, 3, 5))
    return f"rgba({red},{green},{blue},{density})"


def _effect(comparison: Comparison, name: str, outcome: str, tables: dict[str, npt.NDArray[np.float64]]) -> Effect:
    shown = WEEKLY[outcome]
    before, after = (
        np.array([mean_of_known(row[-WEEKS_PER_YEAR:]) for row in tables[one]]) for one in (BASELINE, name)
    )
    mean, low, high, _ = paired_difference(before, after, shown.better, comparison.seed)
    return Effect(name, title_of(comparison.titles, name), mean, low, high, difference_unit(shown.unit), shown.better)


def _heading(comparison: Comparison) -> str:
    """What the cells of a column are."""
    if is_single(comparison):
        return "one population"
    settled = "" if is_settled(comparison) else f" so far, {len(comparison.replicates)} in all"
    return f"mean (95 % of populations{settled})"


def _table(
    comparison: Comparison, tables: dict[str, npt.NDArray[np.float64]], years: npt.NDArray[np.float64]
) -> pd.DataFrame:
    weeks = list(range(EVERY - 1, len(years), EVERY)) or [len(years) - 1]
    columns: dict[str, list[str]] = {"years since the start": [f"{years[week]:.2f}" for week in weeks]}
    for name, table in tables.items():
        cells = []
        for week in weeks:
            low, high = middle_interval(table[:, week])
            spread = f" ({readable(low)} to {readable(high)})" if len(table) > 1 else ""
            cells.append(readable(float(mean_of_known(table[:, week]))) + spread)
        columns[f"{title_of(comparison.titles, name)}: {_heading(comparison)}"] = cells
    return pd.DataFrame(columns)


@solara.component
def OverTime(comparison: Comparison, question: Question, ask: Callable[[Question], None]) -> None:  # noqa: N802
    """The curve, and a choice of what it shows."""
    outcome = question.outcome if question.outcome in CHOICES else CHOICES[0]
    drawn = solara.use_memo(lambda: curves(comparison, outcome), [comparison, outcome])

    def choose(name: str) -> None:
        ask(question.model_copy(update={"outcome": name}))

    Choice("What to draw", outcome, {name: WEEKLY[name].title for name in CHOICES}, choose)
    Chart(drawn.figure, drawn.sentence, drawn.table, height=430)
    reading = READING if is_settled(comparison) else f"{READING} {NOT_SETTLED}"
    solara.Text(reading, classes=["soft", "small"])
