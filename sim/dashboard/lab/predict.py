"""Predict first: your own answer, and a tally of the class."""

from collections.abc import Callable

import solara
from reacton import ipyvuetify as html

from sim.dashboard.controls import Radios, WholeNumber
from sim.studies.lessons import Tally
from sim.studies.lessons.lesson import Prediction
from sim.studies.lessons.tally import MOST_VOTES


@solara.component
def Predict(  # noqa: N802
    prediction: Prediction,
    mine: str,
    on_mine: Callable[[str], None],
    tally: Tally,
    on_tally: Callable[[Tally], None],
    *,
    closed: bool,
) -> None:
    """The question, its answers, and how many of the class chose each.

    Args:
        prediction: the question.
        mine: the visitor's own answer; empty: none yet.
        on_mine: called with the own answer.
        tally: the class's answers.
        on_tally: called with the changed tally.
        closed: whether the answer has been revealed.
    """
    Radios(prediction.ask, mine, prediction.options, on_mine, disabled=closed)
    with html.Html(tag="details", class_="more"):
        html.Html(tag="summary", children=[f"With a class: count a show of hands ({tally.total} so far)"])
        html.Html(
            tag="p", class_="soft", children=["Ask for a show of hands and type the numbers, or press +1. No names."]
        )
        with html.Html(tag="div", class_="tally"):
            for name, words in prediction.options.items():
                with html.Html(tag="div", class_="vote"):
                    WholeNumber(
                        words,
                        tally.of(name),
                        lambda count, which=name: on_tally(tally.with_count(which, count)),
                        low=0,
                        high=MOST_VOTES,
                    )
                    solara.Button(
                        "+1",
                        on_click=lambda which=name: on_tally(
                            tally.with_count(which, min(tally.of(which) + 1, MOST_VOTES))
                        ),
                        outlined=True,
                        attributes={"aria-label": f"One more: {words}"},
                    )
