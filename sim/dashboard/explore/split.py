"""Why, for the headline: weeks of illness averted, split by lever and by mechanism, when a visitor asks for it."""

import math
import threading
from concurrent.futures import CancelledError

import pandas as pd
import solara
from reacton import ipyvuetify as html

from sim.dashboard.background import Progress, Waiting, use_work
from sim.dashboard.chart import Chart, new_plot
from sim.dashboard.explore.over_time import Drawn
from sim.dashboard.presence import use_presence
from sim.dashboard.server_state import explorer, model_baseline
from sim.errors import Interrupted
from sim.report.figures.style import COLOURS, INK, SOFT_INK
from sim.report.words.quantities import number_words, range_words, shared_decimals
from sim.studies.explore.building import baseline_of
from sim.studies.explore.question import Question
from sim.studies.explore.split import CUT_IN, POPULATIONS, Part, players, split_by_lever, split_by_mechanism
from sim.studies.explore.split import Split as Parts

UNIT = "weeks of illness averted"
ROW = 34  # pixels
BY_LEVER = (
    "Shapley values: what each lever adds, averaged over the orders in which they could be moved, in "
    f"{POPULATIONS} populations with the same random numbers. They add up to the whole. Lines are 95 % intervals."
)
BY_MECHANISM = (
    f"Each mechanism is cut alone, with the policy and without it, in {CUT_IN} populations: bars show what the policy "
    "then still averts. They do not add up. Where a bar is shorter than the line, the mechanism carries part of the "
    "effect. Lines are 95 % intervals."
)


@solara.component
def Split(question: Question) -> None:  # noqa: N802
    """Two buttons, and what they find."""
    asked, ask = solara.use_state("")
    presence = use_presence()
    several = len(players(question.policy)) > 1

    def run(stop: threading.Event, progress: Progress) -> tuple[Question, str, Parts] | None:
        if not asked:
            return None
        baseline = baseline_of(question.area, model_baseline(), question.policy.base)
        try:
            if asked == "lever":
                found = split_by_lever(
                    question, baseline, explorer(), asker=presence.asker, stop=stop, on_done=progress
                )
            else:
                found = split_by_mechanism(question, baseline, explorer().size.people, stop=stop, on_done=progress)
        except CancelledError:
            raise Interrupted from None
        return question, asked, found

    work = use_work(run, [asked, question.policy, question.years, question.seed], in_turn=asked == "mechanism")
    with html.Html(tag="div", class_="tools"):
        for name, label in (("lever", "Split the headline by lever"), ("mechanism", "Cut one mechanism at a time")):
            off = name == asked or (name == "lever" and not several)
            solara.Button(label, on_click=lambda name=name: ask(name), disabled=off, outlined=True, small=True)
    if not several:
        text = "One lever is moved: the whole effect is its own."
        html.Html(tag="p", children=[text], class_="soft small")
    if asked:
        Waiting(work, "Running the parts")
    if work.value is not None:
        _, kind, parts = work.value
        drawn = parts_chart(parts, kind)
        Chart(drawn.figure, drawn.sentence, drawn.table, height=110 + ROW * len(parts.parts))
        solara.Text(BY_LEVER if kind == "lever" else BY_MECHANISM, classes=["soft", "small"])


def parts_chart(found: Parts, kind: str) -> Drawn:
    """Bars of all parts with intervals.

    Args:
        found: the parts.
        kind: "lever" or "mechanism".
    """
    figure, shown = new_plot(), found.parts[::-1]
    figure.add_bar(
        x=[round(one.value) for one in shown], y=[one.title for one in shown], orientation="h",
        marker={"color": COLOURS[0]}, hovertemplate="%{x:,.0f}<extra>%{y}</extra>",
        error_x={
            "array": [_reach(one.high, one.value) for one in shown],
            "arrayminus": [_reach(one.value, one.low) for one in shown], "color": SOFT_INK, "thickness": 1.5,
        },
    )  # fmt: skip
    if kind == "mechanism":
        figure.add_vline(x=found.whole.value, line={"color": INK, "width": 2, "dash": "dash"})
    figure.update_xaxes(title_text=UNIT, zeroline=True, zerolinecolor=INK, nticks=6)
    figure.update_layout(hovermode="closest", bargap=0.4, showlegend=False)
    rows = [(one.title, *_cells(one)) for one in (found.whole, *found.parts)]
    table = pd.DataFrame(rows, columns=["part", UNIT, "95 % interval"])
    return Drawn(figure, sentence(found, kind), table)


def sentence(found: Parts, kind: str) -> str:
    """What matters most, and whether that is beyond chance."""
    whole = number_words(found.whole.value, shared_decimals((found.whole.value,)), signed=True)
    if kind == "lever":
        top = max(found.parts, key=lambda one: abs(one.value))
        sure = "" if _clear(top) else ", though its interval includes zero"
        size = number_words(top.value, shared_decimals((top.value,)), signed=True)
        least = min(found.parts, key=lambda one: one.value * found.whole.value)
        takes = ""
        if least.value * found.whole.value < 0.0:
            less = number_words(least.value, shared_decimals((least.value,)), signed=True)
            takes = f"; {_within(least.title)} takes some away ({less})"
        most = f"most is due to {_within(top.title)} ({size}){sure}"
        return f"Of {whole} {UNIT} in these {POPULATIONS} populations, {most}{takes}."
    top = max(found.parts, key=lambda one: abs(found.whole.value - one.value))
    left = number_words(top.value, shared_decimals((top.value,)), signed=True)
    return f"{whole} {UNIT}; without {_within(top.title)} it would be {left}, the largest change of all that were cut."


def _within(title: str) -> str:
    return title if title[1:2].isupper() else title[:1].lower() + title[1:]


def _clear(part: Part) -> bool:
    return part.low > 0.0 or part.high < 0.0


def _reach(high: float, low: float) -> float:
    return max(0.0, high - low) if math.isfinite(high - low) else 0.0


def _cells(part: Part) -> tuple[str, str]:
    decimals = shared_decimals((part.value, part.low, part.high))
    ends = range_words(part.low, part.high, decimals) if math.isfinite(part.low) else "not known"
    return number_words(part.value, decimals, signed=True), ends
