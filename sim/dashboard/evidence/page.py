"""The page: filters, the validation, the numbers, the limits."""

import tomllib
from functools import partial
from pathlib import Path

import solara
from reacton import ipyvuetify as html

from sim.dashboard.address import Asked, Choices, Written, use_choices
from sim.dashboard.chart import Chart, table_html
from sim.dashboard.controls import Choice, ControlStyle, Search
from sim.dashboard.evidence.forest import forest, height
from sim.dashboard.evidence.tables import (
    ANY,
    VERDICTS,
    chosen_lines,
    chosen_parameters,
    context_table,
    line_table,
    parameters,
    steps,
    topics,
)
from sim.dashboard.judged import Judged, validation
from sim.report.words.judged import JUDGED_ROWS, SINCE_THEN, heading, sealed_words
from sim.report.words.quantities import listed

FOLDER = Path(__file__).parent
STYLE = FOLDER / "evidence.css"


@solara.component
def Page() -> None:  # noqa: N802
    """Evidence."""
    choices = use_choices(
        {
            "topic": Asked(ANY, topics().__contains__),
            "rows": Asked(ANY, VERDICTS.__contains__),
            "words": Asked("", bool),
            "step": Asked(ANY, steps().__contains__),
            "numbers": Asked("", bool),
        }
    )
    topic, verdict, words = (choices.values[name] for name in ("topic", "rows", "words"))
    judged = validation()
    ControlStyle()
    solara.Style(STYLE)
    html.Html(tag="h1", children=["Evidence"])
    Written(choices)
    if not judged:
        html.Html(tag="p", class_="card failure", children=["This version of the model comes without a validation."])
    else:
        said = listed([one.agreement.words(JUDGED_ROWS[one.role]) for one in judged])
        html.Html(tag="p", class_="lead", children=[f"The model agrees with {said}."])
        html.Html(
            tag="p",
            children=[
                "Each row is a published finding, measured on the model as its study measured it. A row agrees if "
                f"the simulated value is in a band that was set before any fit. {SINCE_THEN} {sealed_words()}"
            ],
        )
        with html.Html(tag="div", class_="controls"):
            Choice("Topic", topic, topics(), partial(choices.choose, "topic"))
            Choice("Rows", verdict, VERDICTS, partial(choices.choose, "rows"))
            Search("Look for words", words, partial(choices.choose, "words"), hint="such as dropout, or TX02")
        for one in reversed(judged):
            Validated(one, topic, verdict, words)
    Context(topic, words)
    ParameterList(choices)
    Limits()


@solara.component
def Context(topic: str, words: str) -> None:  # noqa: N802
    """Findings that inform costs and bounds, and are not judged."""
    table = context_table(topic, words)
    with html.Html(tag="details", class_="more"):
        html.Html(
            tag="summary", children=[f"Findings that only inform costs and bounds, and are not judged ({len(table)})"]
        )
        solara.HTML(tag="div", unsafe_innerHTML=table_html(table, ""), classes=["scroll"])


@solara.component
def ParameterList(choices: Choices) -> None:  # noqa: N802
    """Every model parameter with the evidence for it."""
    step, words = choices.values["step"], choices.values["numbers"]
    table = chosen_parameters(step, words)
    with html.Html(tag="section", attributes={"id": "numbers", "aria-label": "Model parameters"}):
        html.Html(tag="h2", children=["Every model parameter, and the evidence for it"])
        html.Html(
            tag="p",
            children=[
                "\u201cprior\u201d means a judgement, \u201cdefinition\u201d a convention or a unit; ids such as "
                "TX02 are rows of the evidence. \u201cLearned\u201d shows by how much the fit narrowed the prior of a "
                "parameter."
            ],
        )
        with html.Html(tag="div", class_="controls"):
            Choice("Step of the week", step, steps(), partial(choices.choose, "step"))
            Search("Look for words", words, partial(choices.choose, "numbers"), hint="such as stigma, or prior")
        html.Html(tag="p", attributes={"role": "status"}, children=[f"{len(table)} of {len(parameters())} numbers."])
        solara.HTML(
            tag="div",
            unsafe_innerHTML=table_html(table, ""),
            classes=["scroll"],
            attributes={"tabindex": "0", "role": "region", "aria-label": "Table of model parameters"},
        )


@solara.component
def Limits() -> None:  # noqa: N802
    """What the model cannot tell."""
    limits = tomllib.loads((FOLDER / "limits.toml").read_text(encoding="utf-8"))["limits"]
    with html.Html(tag="section", attributes={"id": "limits", "aria-label": "Limits"}):
        html.Html(tag="h2", children=["What the model cannot tell"])
        with html.Html(tag="div", class_="limits"):
            for one in limits:
                with html.Html(tag="div", class_="card"):
                    html.Html(tag="h3", children=[one["title"]])
                    html.Html(tag="p", children=[one["words"]])


@solara.component
def Validated(judged: Judged, topic: str, verdict: str, words: str) -> None:  # noqa: N802
    """The rows that fit the filters.

    Args:
        judged: rows of one role.
        topic: of the evidence, or any.
        verdict: "yes", "no" or any.
        words: to look for.
    """
    chosen, title = chosen_lines(judged, topic, verdict, words), heading(judged.role)
    with html.Html(tag="section", attributes={"id": judged.role, "aria-label": title}):
        html.Html(tag="h2", children=[title])
        count = judged.agreement.words("agree with what was published")
        if not chosen:
            html.Html(tag="p", class_="card", children=[f"{count}. None matches the filters above."])
            return
        shown = "" if len(chosen) == len(judged.lines) else f"; {len(chosen)} of them are shown"
        Chart(
            forest(chosen, judged.table),
            f"{title}: {count}{shown}.",
            line_table(chosen),
            height=height(len(chosen)),
            label="Show the rows as a table, with sources",
        )
        with html.Html(tag="details", class_="more"):
            html.Html(tag="summary", children=[f"What disagrees, in plain words ({len(judged.failing)})"])
            html.Html(tag="ul", children=[html.Html(tag="li", children=[said]) for said in judged.failing])
