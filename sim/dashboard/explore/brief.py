"""A one-page brief to print."""

from collections.abc import Sequence
from dataclasses import replace

import pandas as pd
import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart, table_html
from sim.dashboard.explore.headline import WORTH, Card
from sim.dashboard.explore.interim import interval_heading, populations_words
from sim.dashboard.explore.over_time import curves
from sim.dashboard.judged import validation
from sim.report.words.quantities import population_words, time_words
from sim.studies.comparison.comparison import Comparison
from sim.versions import version

LIMITS = (
    "Simulated people, not observed: some sixty model parameters were fitted to published findings, the others "
    "are priors. Intervals {intervals}. Deaths are not modelled. This is not a clinical tool and cannot say what will "
    "happen to an individual."
)

AGREEING = {
    "fit": "Of the published findings that the fit aimed at,",
    "check": "Of those sealed until it was frozen,",
}


def interval_of(card: Card) -> str:
    """The ends alone, for a column that is called after them."""
    return card.interval.removeprefix("95 % interval ")


@solara.component_vue("print.vue")
def PrintButton() -> None:  # noqa: N802
    """Opens the browser's own print dialogue."""


@solara.component
def Brief(comparison: Comparison, cards: Sequence[Card], mix: str) -> None:  # noqa: N802
    """What a minister takes into a meeting: what it is, figures with intervals, one curve, limits."""
    policy = next(one for one in comparison.scenarios if one.name == "policy")
    alone = [comparison.scenarios[0], policy]
    drawn = solara.use_memo(lambda: curves(replace(comparison, scenarios=alone), "ill"), [comparison])
    population = population_words(comparison.scenarios[0].represented_population)
    with html.Html(tag="article", class_="brief"):
        PrintButton()
        html.Html(tag="h2", children=[policy.title])
        html.Html(tag="p", children=[" ".join(policy.description.split())])
        rows = [
            (
                f"{card.title} (the nation's)" if card.note else card.title,
                card.level.removesuffix(" without it") if card.name != WORTH else "",
                card.figure,
                interval_of(card),
                card.words,
            )
            for card in cards
        ]
        columns = ["", "without the policy", "change", interval_heading(comparison), "verdict"]
        place = f"{population}, {mix}," if mix else population
        caption = f"Per {place} over {time_words(comparison.weeks)}, against {comparison.scenarios[0].title.lower()}"
        solara.HTML(
            tag="div", classes=["wide"], unsafe_innerHTML=table_html(pd.DataFrame(rows, columns=columns), caption)
        )
        Chart(drawn.figure, drawn.sentence, drawn.table, height=250)
        rests = f"Model version {version()}, seed {comparison.seed}, {populations_words(comparison)}."
        made = " ".join(comparison.notes)
        limits = LIMITS.format(intervals=comparison.uncertainty.words)
        judged = "".join(f" {AGREEING[one.role]} {one.agreement.words('agree')}." for one in validation())
        html.Html(tag="p", children=[f"{made} {limits}{judged} {rests}".strip()], class_="small")
