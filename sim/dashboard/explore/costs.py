"""Costs and posts by year, beyond the baseline; and whether they fit a budget."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart, new_plot
from sim.dashboard.explore.answering import POLICY
from sim.dashboard.explore.over_time import Drawn
from sim.economics.valuation import CATEGORIES, staff_posts
from sim.people.state import WEEKS_PER_YEAR
from sim.report.figures.style import COLOURS, INK
from sim.report.words.comparison import BASELINE
from sim.report.words.money import amount_words, terms_of, whose_costs
from sim.report.words.quantities import number_words, readable
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.evaluation import PER
from sim.studies.explore.question import Question

WEEKS_PER_MONTH = WEEKS_PER_YEAR / 12.0
NO_MONEY = "This baseline has no currency, so nothing can be said of costs."


class Year(NamedTuple):
    """What a policy costs in a year beyond the baseline, in the represented population, undiscounted."""

    number: int
    extra: float
    posts: float  # full-time, beyond the baseline


def years_of(comparison: Comparison, name: str) -> list[Year]:
    """Cost and posts of every year; empty without money."""
    if comparison.evaluation is None:
        return []
    budget = comparison.evaluation.budget
    mine, scale = budget[budget["scenario"] == name], comparison.scenarios[0].represented_population / PER
    found = []
    for year, rows in mine.groupby("year"):
        money = float(rows[rows["category"].isin(CATEGORIES)]["extra"].sum())
        posts = float(rows[rows["category"] == "posts"]["extra"].sum())
        found.append(Year(int(str(year)), scale * money, scale * posts))
    return found


def posts_by_month(comparison: Comparison, name: str) -> npt.NDArray[np.float64]:
    """Full-time posts beyond the baseline in each month of the run, in the represented population (months)."""
    by_name = {scenario.name: scenario for scenario in comparison.scenarios}
    scale = comparison.scenarios[0].represented_population
    weekly = np.mean(
        [
            staff_posts(by_name[name], comparison.results[name, number].resources)
            - staff_posts(by_name[BASELINE], comparison.results[BASELINE, number].resources)
            for number in comparison.replicates
        ],
        axis=0,
    )
    months = (np.arange(len(weekly)) / WEEKS_PER_MONTH).astype(int)
    return scale * np.bincount(months, weekly) / np.bincount(months)


def costs_chart(comparison: Comparison, years: list[Year]) -> Drawn:
    """Bars of cost by year; the sentence names the dearest year."""
    terms = terms_of(comparison)
    figure = new_plot()
    figure.add_bar(
        x=[f"year {year.number}" for year in years], y=[round(year.extra) for year in years],
        marker={"color": COLOURS[0]}, text=[amount_words(year.extra, terms) for year in years], textposition="outside",
        cliponaxis=False, hoverinfo="skip",
    )  # fmt: skip
    figure.update_yaxes(
        title_text=f"{comparison.scenarios[0].economy.currency} beyond the baseline", zeroline=True, zerolinecolor=INK
    )
    figure.update_layout(showlegend=False, margin={"t": 28})
    top = max(years, key=lambda year: abs(year.extra))
    total = sum(year.extra for year in years)
    verb = "costs" if total > 0.0 else "saves"
    said = (
        f"The policy {verb} {amount_words(abs(total), terms)} in {len(years)} years, most in year {top.number} "
        f"({amount_words(top.extra, terms)}); not discounted."
    )
    return Drawn(figure, said, costs_table(comparison, years))


def costs_table(comparison: Comparison, years: list[Year]) -> pd.DataFrame:
    """Costs and posts by year, in words."""
    terms = terms_of(comparison)
    rows = [(f"{year.number}", amount_words(year.extra, terms), readable(year.posts, signed=True)) for year in years]
    return pd.DataFrame(rows, columns=["year", "cost beyond the baseline", "posts"])


def posts_chart(comparison: Comparison, name: str) -> Drawn:
    """Posts by month, as a line."""
    posts = posts_by_month(comparison, name)
    months = np.arange(1, len(posts) + 1)
    figure = new_plot()
    figure.add_scatter(
        x=months, y=np.round(posts, 2), mode="lines", line={"color": COLOURS[0], "width": 2.5, "shape": "hv"},
        hovertemplate="%{y:+.3~g} posts<extra>month %{x}</extra>",
    )  # fmt: skip
    figure.update_xaxes(title_text="months since the start", dtick=12 if len(posts) > 40 else 6)
    figure.update_yaxes(title_text="full-time posts", zeroline=True, zerolinecolor=INK, zerolinewidth=2)
    figure.update_layout(hovermode="closest", showlegend=False)
    top = int(np.argmax(np.abs(posts)))
    more = "more" if posts[top] >= 0.0 else "fewer"
    said = f"It takes up to {readable(abs(float(posts[top])))} {more} posts, in month {top + 1}."
    table = pd.DataFrame(
        [(f"{month}", number_words(float(value), 1, signed=True)) for month, value in zip(months, posts, strict=True)],
        columns=["month", "posts beyond the baseline"],
    )
    return Drawn(figure, said, table)


def budget_words(years: list[Year], ceiling: float, comparison: Comparison) -> str:
    """Whether a yearly budget holds what the policy costs.

    Args:
        years: what it costs.
        ceiling: the most that may be spent in a year beyond the baseline.
        comparison: for its money.
    """
    terms, limit = terms_of(comparison), amount_words(ceiling, terms_of(comparison))
    over = [year for year in years if year.extra > ceiling]
    if not over:
        return f"It stays within {limit} in every year."
    top = max(over, key=lambda year: year.extra)
    share = number_words(100.0 * ceiling / top.extra, 0)
    return (
        f"It goes beyond {limit} in {len(over)} of {len(years)} years, most in year {top.number}, by "
        f"{amount_words(top.extra - ceiling, terms)}: that year's budget pays for about {share} % of it."
    )


@solara.component
def CostsByYear(comparison: Comparison, shown: Question, ask: Callable[[Question], None]) -> None:  # noqa: N802
    """Costs by year, posts by month, and the budget of the area, where one was given."""
    years = solara.use_memo(lambda: years_of(comparison, POLICY), [comparison])
    if not years:
        html.Html(tag="p", children=[NO_MONEY])
        return
    drawn = solara.use_memo(lambda: (costs_chart(comparison, years), posts_chart(comparison, POLICY)), [comparison])
    for one in drawn:
        Chart(one.figure, one.sentence, one.table, height=280)
    if shown.area.budget is not None:
        html.Html(tag="p", children=[budget_words(years, shown.area.budget, comparison)], class_="notice")
    else:
        html.Html(tag="p", children=["Enter a yearly budget under My area to see whether it fits."], class_="soft")
    html.Html(tag="p", children=[whose_costs(comparison.scenarios[0].economy)], class_="soft small")
