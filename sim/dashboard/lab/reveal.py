"""What the run found: a curve that draws itself, the answer, figures with intervals, the sources of the change."""

from collections.abc import Callable

import pandas as pd
import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart, table_html
from sim.dashboard.lab.charts import causes_plot, causes_table, weeks_plot, weeks_table
from sim.dashboard.lab.moving import Arrive, Unfold
from sim.dashboard.lab.vote import ClassBars
from sim.dashboard.votes.poll import Poll
from sim.report.words.lesson import (
    belief_is_held,
    finding_sentence,
    ledger_sentence,
    method_sentence,
    table_rows,
    verdict,
)
from sim.report.words.life import LOGITS_AS_POINTS
from sim.studies.lessons import MEASURES, Outcome, Tally, find
from sim.studies.lessons.lesson import Prediction

ROWS = 13  # of the table of weeks, about
DRAWN = 2  # measures; all others stand in a table


@solara.component
def Course(outcome: Outcome, measure: str, *, known: bool = True) -> None:  # noqa: N802
    """One measure week by week in all groups.

    Args:
        outcome: the run.
        measure: the measure.
        known: whether the finding stands above the figure; otherwise only what is drawn.
    """
    table = solara.use_memo(
        lambda: weeks_table(outcome, measure, max(1, outcome.experiment.weeks // ROWS)), [id(outcome), measure]
    )
    figure = solara.use_memo(lambda: weeks_plot(outcome, measure), [id(outcome), measure])
    said = finding_sentence(outcome, measure) if known else f"{MEASURES[measure].title}, week by week"
    Chart(figure, said, table, height=400)


@solara.component
def Reveal(  # noqa: N802
    outcome: Outcome,
    prediction: Prediction,
    mine: str,
    tally: Tally,
    poll: Poll | None,
    *,
    answered: bool,
    on_answered: Callable[[], None],
) -> None:
    """The answer of a run: first what the class predicted, then the curve, then the answer in words.

    Args:
        outcome: the run.
        prediction: the question.
        mine: the visitor's own prediction; empty: none.
        tally: the class's.
        poll: the vote by phone, which shows the predictions itself; None: there is none.
        answered: whether the curve has drawn itself.
        on_answered: called when it has.
    """
    finding = solara.use_memo(lambda: find(outcome, prediction), [id(outcome)])
    said = verdict(finding, prediction)

    def answer() -> None:
        if answered:
            return
        if poll is not None:
            poll.reveal(finding.answer, said)
        on_answered()

    with html.Html(tag="div", class_="arrives"):
        html.Html(tag="h3", children=["3. What the model shows"])
        Arrive(block="start")
        if tally.total and poll is None:
            ClassBars(tally, dict(prediction.options), finding.answer if answered else "")
        with html.Html(tag="div", class_="unfold" if answered else "unfold drawing"):
            Course(outcome, outcome.experiment.measure, known=answered)
            Unfold(answer)  # it stays: an element that goes would have the figure beside it drawn again
    if answered:
        with html.Html(tag="div", class_="card answer arrives", attributes={"role": "status"}):
            html.Html(tag="p", class_="verdict", children=[said])
            if mine:
                own = "You predicted this." if mine == finding.answer else f"You predicted: {prediction.options[mine]}."
                html.Html(tag="p", children=[own])
            if tally.total:
                html.Html(tag="p", children=[f"The class: {tally.sentence(prediction.options, finding.answer)}"])
            Arrive(block="nearest")
        Figures(outcome)


@solara.component
def Figures(outcome: Outcome) -> None:  # noqa: N802
    """What else was measured, the sources of the change, and how it was run."""
    with html.Html(tag="div", class_="pair"):
        for measure in outcome.experiment.measures[1:DRAWN]:
            with html.Html(tag="div"):
                Course(outcome, measure)
        if not belief_is_held(outcome):
            with html.Html(tag="div"):
                Chart(causes_plot(outcome), ledger_sentence(outcome), causes_table(outcome), height=620)
                html.Html(tag="p", class_="soft small", children=[LOGITS_AS_POINTS])
    with html.Html(tag="details", class_="more"):
        html.Html(tag="summary", children=["Everything that was measured"])
        solara.HTML(tag="div", unsafe_innerHTML=table_html(pd.DataFrame(table_rows(outcome)), ""), classes=["scroll"])
    html.Html(tag="p", class_="soft small", children=[method_sentence(outcome)])
