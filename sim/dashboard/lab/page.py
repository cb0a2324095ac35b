"""The page: choose a lesson or the switches."""

from functools import partial
from pathlib import Path

import solara
from reacton import ipyvuetify as html

from sim.dashboard.address import Asked, Written, use_choices
from sim.dashboard.controls import ControlStyle, Radios
from sim.dashboard.lab.experiment import PredictAndRun
from sim.dashboard.lab.sandbox import SWITCHED, Sandbox
from sim.studies.lessons import Lesson, Outcome, holds, lesson_names, load_lesson

SWITCHES = "switches"
NOT_HERE = "(This run does not show it.)"
STYLE = Path(__file__).parent / "lab.css"


@solara.component
def Page() -> None:  # noqa: N802
    """Theory lab."""
    on_bench = Asked(lesson_names()[0], lambda name: name == SWITCHES or name in lesson_names())
    choices = use_choices({"lesson": on_bench} | SWITCHED)
    chosen = choices.values["lesson"]
    lessons = {name: f"{load_lesson(name).order}. {load_lesson(name).title}" for name in lesson_names()}
    ControlStyle()
    solara.Style(STYLE)
    html.Html(tag="h1", children=["Theory lab"])
    Written(choices)
    html.Html(
        tag="p",
        children=[
            "Bandura's theory at work. Each lesson takes about five minutes: predict first, then run the model. "
            "At the end, experiment with the switches yourself."
        ],
    )
    with html.Html(tag="div", class_="lab"):
        with html.Html(tag="div", class_="lessons"):
            Radios(
                "What do you want to try?",
                chosen,
                lessons | {SWITCHES: "The switches: your own experiment"},
                partial(choices.choose, "lesson"),
            )
        with html.Html(tag="div", class_="bench"):
            if chosen == SWITCHES:
                Sandbox(choices)
            else:
                Guided(chosen).key(chosen)


@solara.component
def Guided(name: str) -> None:  # noqa: N802
    """One lesson: question, prediction, run, explanation, takeaways, limits.

    Args:
        name: of the lesson.
    """
    lesson = solara.use_memo(lambda: load_lesson(name), [name])
    with html.Html(tag="article", attributes={"aria-label": lesson.title}, class_="lesson"):
        html.Html(tag="h2", children=[lesson.title])
        html.Html(tag="p", class_="soft", children=[f"About {lesson.minutes} minutes"])
        html.Html(tag="p", class_="question", children=[lesson.question])
        html.Html(tag="p", children=[lesson.setup])
        PredictAndRun(lesson.experiment, lesson.prediction, lambda outcome: Explained(lesson, outcome), name)


@solara.component
def Explained(lesson: Lesson, outcome: Outcome) -> None:  # noqa: N802
    """Why, what to take away, and what the lesson cannot show.

    Args:
        lesson: the lesson.
        outcome: its run; a takeaway that it does not show is marked, as may happen with a baseline of your own.
    """
    takeaways = solara.use_memo(
        lambda: [one.words if holds(outcome, one) else f"{one.words} {NOT_HERE}" for one in lesson.takeaways],
        [lesson.title, id(outcome)],
    )
    with html.Html(tag="div"):
        html.Html(tag="h3", children=["4. Why"])
        html.Html(tag="p", children=[lesson.explanation])
        html.Html(tag="h3", children=["Three things to take away"])
        html.Html(tag="ol", children=[html.Html(tag="li", children=[words]) for words in takeaways])
        html.Html(tag="h3", children=["What this cannot show"])
        html.Html(tag="ul", children=[html.Html(tag="li", children=[words]) for words in lesson.limits])
