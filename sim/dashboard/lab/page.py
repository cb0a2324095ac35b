"""The page: choose a lesson or the switches."""

from functools import partial
from pathlib import Path

import solara
from reacton import ipyvuetify as html

from sim.dashboard.address import Asked, Written, use_choices
from sim.dashboard.controls import ControlStyle, Radios
from sim.dashboard.lab.lesson import Guided
from sim.dashboard.lab.sandbox import SWITCHED, Sandbox
from sim.studies.lessons import lesson_names, load_lesson

SWITCHES = "switches"
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
