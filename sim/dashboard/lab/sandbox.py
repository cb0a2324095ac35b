"""The switches: any mechanism off, any measure, in any of the people."""

import re
from functools import partial

import solara
from reacton import ipyvuetify as html

from sim.dashboard.address import Asked, Choices
from sim.dashboard.controls import Check, Checks, Choice
from sim.dashboard.lab.charts import measure_words
from sim.dashboard.lab.experiment import PredictAndRun
from sim.parameters import Parameters
from sim.parameters.mechanisms import mechanisms
from sim.studies.lessons import MEASURES, switched
from sim.studies.lessons.lesson import HIGHER, LOWER, NONE, Prediction, Who

SOURCES = {
    "mastery": "Mastery experience",
    "modeling": "Vicarious experience (modeling)",
    "persuasion": "Verbal persuasion",
    "bodily_state": "Bodily and affective states",
}
PEOPLE = {Who.EVERYONE: "everybody", Who.ILL_AT_START: "those who are ill at the start", Who.ILL: "those who are ill"}
ID = r"[A-Z]{2}\d{2}(-[A-Z]{2}\d{2})?"
IDS = re.compile(rf" \({ID}(, {ID})*\)| against {ID}(, {ID})*")  # of rows of the evidence, which nobody here knows
BETWEEN = "."  # names of mechanisms in an address
SIZE = {"weeks": 104, "people": 800, "replicates": 6, "seed": 21}


def check(name: str) -> Check:
    """The switch of a mechanism, with the pattern that it carries."""
    field = Parameters.model_fields[f"use_{name}"]
    words, _, rest = (field.description or name).partition(": ")
    pattern = IDS.sub("", rest.partition("Carries: ")[2])
    return Check(name, SOURCES.get(name, words[:1].upper() + words[1:]), f"carries: {pattern}" if pattern else "")


def off_in(words: str) -> list[str]:
    """Mechanisms that an address switches off."""
    return words.split(BETWEEN) if words else []


SWITCHED = {
    "off": Asked("", lambda words: set(off_in(words)) <= set(mechanisms())),
    "measure": Asked("self_efficacy", MEASURES.__contains__),
    "whom": Asked(str(Who.EVERYONE), lambda who: who in [str(one) for one in PEOPLE]),
}  # what the address holds of the switches


@solara.component
def Sandbox(choices: Choices) -> None:  # noqa: N802
    """Switch mechanisms off, predict, and see how society changes without them.

    Args:
        choices: what is switched off, and what is looked at in whom (`SWITCHED`).
    """
    measure, whom = choices.values["measure"], choices.values["whom"]
    every = mechanisms()
    off = off_in(choices.values["off"])
    on = [name for name in every if name not in off]

    def turn(shown: list[str], chosen: list[str]) -> None:
        now = [name for name in every if (name not in chosen if name in shown else name in off)]
        choices.choose("off", BETWEEN.join(now))

    others = [name for name in every if name not in SOURCES]
    html.Html(tag="h2", children=["The switches"])
    html.Html(
        tag="p",
        children=[
            "All mechanisms are on. Switch off the one you want to study: from the first week on it stops working, in "
            "people who have lived with it so far, and the difference shows what it contributed."
        ],
    )
    Checks(
        "The four sources of self-efficacy", on, [check(name) for name in SOURCES], lambda new: turn([*SOURCES], new)
    )
    with html.Html(tag="details", class_="more"):
        count = len([name for name in off if name in others])
        html.Html(tag="summary", children=[f"All other mechanisms ({count} of {len(others)} off)"])
        Checks("All other mechanisms", on, [check(name) for name in others], lambda new: turn(others, new))
    with html.Html(tag="div", class_="controls"):
        Choice(
            "What to look at",
            measure,
            {name: one.title for name, one in MEASURES.items()},
            partial(choices.choose, "measure"),
        )
        Choice("In whom", whom, {str(who): words for who, words in PEOPLE.items()}, partial(choices.choose, "whom"))
    if not off:
        html.Html(tag="p", class_="card", children=["Switch something off to go on."])
        return
    experiment = switched(off, measure, measured_in=Who(whom), **SIZE)
    names = ", ".join(check(name).words.lower() for name in off)
    prediction = Prediction(
        ask=f"Without {names}: after two years, {measure_words(measure)} will be ...",
        kind="direction",
        options={HIGHER: "Higher than in the whole model", LOWER: "Lower", NONE: "Not clearly different"},
    )
    about = f"{off}{measure}{whom}"
    PredictAndRun(experiment, prediction, None, about).key(about)
