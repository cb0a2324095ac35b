"""What the run found: the answer, figures with intervals, and the sources of the change."""

import pandas as pd
import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart, table_html
from sim.dashboard.lab.charts import causes_plot, causes_table, tally_plot, tally_table, weeks_plot, weeks_table
from sim.report.words.lesson import (
    belief_is_held,
    finding_sentence,
    ledger_sentence,
    method_sentence,
    table_rows,
    verdict,
)
from sim.report.words.life import LOGITS_AS_POINTS
from sim.studies.lessons import Outcome, Tally, find
from sim.studies.lessons.lesson import Prediction

ROWS = 13  # of the table of weeks, about
DRAWN = 2  # measures; all others stand in a table


@solara.component
def Course(outcome: Outcome, measure: str) -> None:  # noqa: N802
    """One measure week by week in all groups."""
    table = weeks_table(outcome, measure, max(1, outcome.experiment.weeks // ROWS))
    Chart(weeks_plot(outcome, measure), finding_sentence(outcome, measure), table, height=400)


@solara.component
def Reveal(outcome: Outcome, prediction: Prediction, mine: str, tally: Tally) -> None:  # noqa: N802
    """The answer of a run.

    Args:
        outcome: the run.
        prediction: the question.
        mine: the visitor's own prediction; empty: none.
        tally: the class's.
    """
    finding = find(outcome, prediction)
    experiment = outcome.experiment
    with html.Html(tag="div", class_="card answer", attributes={"role": "status"}):
        html.Html(tag="p", class_="verdict", children=[verdict(finding, prediction)])
        if mine:
            said = "You predicted this." if mine == finding.answer else f"You predicted: {prediction.options[mine]}."
            html.Html(tag="p", children=[said])
    with html.Html(tag="div", class_="pair"):
        for measure in experiment.measures[:DRAWN]:
            with html.Html(tag="div"):
                Course(outcome, measure)
        if not belief_is_held(outcome):
            with html.Html(tag="div"):
                Chart(causes_plot(outcome), ledger_sentence(outcome), causes_table(outcome), height=620)
                html.Html(tag="p", class_="soft small", children=[LOGITS_AS_POINTS])
    if tally.total:
        options = dict(prediction.options)
        Chart(
            tally_plot(tally, options, finding.answer),
            f"The class: {tally.sentence(options, finding.answer)}",
            tally_table(tally, options, finding.answer),
            height=80 + 60 * len(options),
        )
    with html.Html(tag="details", class_="more"):
        html.Html(tag="summary", children=["Everything that was measured"])
        solara.HTML(tag="div", unsafe_innerHTML=table_html(pd.DataFrame(table_rows(outcome)), ""), classes=["scroll"])
    html.Html(tag="p", class_="soft small", children=[method_sentence(outcome)])
