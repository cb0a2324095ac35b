"""Why did that change? The last lever, replayed; and the change in self-efficacy by source."""

import math
import threading

import pandas as pd
import solara
from reacton import ipyvuetify as html

from sim.dashboard.background import Progress, use_work
from sim.dashboard.chart import Chart, new_plot, table_html
from sim.dashboard.explore.answering import AFTER, POLICY, Answer, last_change, levers_moved
from sim.dashboard.explore.headline import cards_of
from sim.dashboard.explore.interim import interval_heading, so_far
from sim.dashboard.explore.over_time import CHOICES, OF_THE_NATION, Drawn, curves
from sim.dashboard.explore.split import Split
from sim.dashboard.explore.undo import History
from sim.dashboard.presence import use_presence
from sim.report.figures.style import COLOURS, INK, SOFT_INK
from sim.report.words import comparison as comparison_words
from sim.report.words.effects import Effect
from sim.report.words.findings import compared
from sim.report.words.quantities import number_words, range_words, shared_decimals
from sim.report.words.sources import NET, in_points, points_a_logit, scenario_sources
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.standardise import is_standardised
from sim.studies.explore.building import title_of
from sim.studies.explore.question import Question

LAST, WHOLE = "The last change alone", "Everything that was moved"
REPLAYED = 8  # populations: the replay is to come at once


@solara.component
def WhyChanged(history: History, answer: Answer) -> None:  # noqa: N802
    """Before and after the last lever where one was moved; otherwise the policy against the baseline."""
    before = history.before_last_lever()
    wanted, want = solara.use_state("")
    views = [WHOLE] if before is None else [LAST, WHOLE]
    one_lever = before is not None and len(levers_moved(before.policy, history.present.policy)) == 1
    view = wanted if wanted in views else LAST if one_lever else WHOLE
    if before is not None:
        with html.Html(tag="div", class_="tools"):
            for name in views:
                solara.Button(
                    name, on_click=lambda name=name: want(name), disabled=name == view, outlined=True, small=True
                )
    if before is not None and view == LAST:
        LastChange(history.present, before)
    elif answer.comparison is not None:
        baseline = answer.comparison.scenarios[0].title
        html.Html(tag="h3", children=[f"Everything that was moved, against \u201c{baseline}\u201d"])
        Split(history.present)
        html.Html(tag="h3", children=["Where self-efficacy comes from"])
        Sources(answer.comparison, POLICY)


@solara.component
def LastChange(question: Question, before: Question) -> None:  # noqa: N802
    """The policy before and after the change, with the same random numbers."""
    asked = (question.policy, before.policy)
    presence, last = use_presence(), solara.use_ref(None)

    def replay(stop: threading.Event, _: Progress) -> Comparison:
        return last_change(question, before.policy, REPLAYED, asker=presence.asker, stop=stop)

    work = use_work(replay, [asked], in_turn=False)
    if work.value is not None:
        last.current = work.value
    found: Comparison | None = last.current
    if work.problem:
        html.Html(tag="p", children=["The replay did not run. Move the lever again."], class_="card failure")
    if found is None:
        html.Html(tag="p", children=["Replaying the last change\N{HORIZONTAL ELLIPSIS}"])
        return
    html.Html(tag="h3", children=[f"The last change alone: {found.scenarios[-1].title}"])
    html.Html(tag="p", children=[f"Compared with the policy before it: {title_of(before.policy)}."], class_="soft")
    outcome = question.outcome if question.outcome in CHOICES else CHOICES[0]
    drawn = curves(found, outcome)
    Chart(drawn.figure, drawn.sentence, drawn.table, height=280)
    rows = [(card.title, card.shown, card.ends, card.words) for card in cards_of(found, AFTER)]
    columns = ["figure", "change", interval_heading(found), "certainty"]
    table = pd.DataFrame(rows, columns=columns)
    solara.HTML(tag="div", classes=["wide"], unsafe_innerHTML=table_html(table, "What the last change did"))
    Sources(found, AFTER)


@solara.component
def Sources(comparison: Comparison, name: str) -> None:  # noqa: N802
    """The difference in self-efficacy by source; bars add up to the net change."""
    drawn = solara.use_memo(lambda: by_source(comparison, name), [comparison, name])
    if drawn is None:
        html.Html(tag="p", children=["Contributions to self-efficacy were not recorded in this run."])
        return
    Chart(drawn.figure, drawn.sentence, drawn.table, height=380)
    text = (
        "Bars are the exact contributions to everybody's self-efficacy, and add up to the net change. They "
        "are shown as points of the GSE (10 to 40) at the mean of all. Lines are 95 % intervals."
    )
    solara.Text(text, classes=["soft", "small"])


def by_source(comparison: Comparison, name: str) -> Drawn | None:
    """The difference in self-efficacy by source, as the ledger has it; None where nothing was measured.

    Args:
        comparison: before and after, or baseline and policy.
        name: of the scenario whose difference from the first is shown.
    """
    raw = scenario_sources(comparison, name)
    if not raw:
        return None
    factor = points_a_logit(comparison)
    found = [in_points(source, factor) for source in raw]
    figure = new_plot()
    order = [*found[:-1], found[-1]][::-1]
    low = [max(0.0, one.value - one.low) if math.isfinite(one.low) else 0.0 for one in order]
    high = [max(0.0, one.high - one.value) if math.isfinite(one.high) else 0.0 for one in order]
    figure.add_bar(
        x=[round(one.value, 6) for one in order], y=[one.label for one in order], orientation="h",
        marker={"color": [INK if one.cause == NET else COLOURS[0] for one in order]},
        error_x={"array": high, "arrayminus": low, "color": SOFT_INK, "thickness": 1.5, "width": 4},
        hovertemplate="%{x:.3~g}<extra>%{y}</extra>",
    )  # fmt: skip
    figure.update_layout(hovermode="closest", bargap=0.35)
    figure.update_xaxes(
        title_text="difference over the run, points of the GSE", zeroline=True, zerolinecolor=INK, nticks=6
    )
    net = found[-1]
    title = comparison_words.title_of(comparison.titles, name)
    effect = Effect(name, title, net.value, net.low, net.high, "points", "higher")

    def reason(_: Effect) -> str:
        main = max(found[:-1], key=lambda one: math.copysign(1, net.value) * one.value)
        value = number_words(main.value, shared_decimals((main.value,)), signed=True)
        return f", mainly through {main.label[:1].lower() + main.label[1:]} ({value})"

    sentence = so_far(compared([effect], "mean self-efficacy", reason=reason), comparison)
    if is_standardised(comparison):
        sentence += OF_THE_NATION
    rows = []
    for one in found:
        decimals = shared_decimals((one.value, one.low, one.high))
        ends = range_words(one.low, one.high, decimals) if math.isfinite(one.low) else "not known"
        rows.append((one.label, number_words(one.value, decimals, signed=True), ends))
    table = pd.DataFrame(rows, columns=["source", "difference, points", interval_heading(comparison)])
    return Drawn(figure, sentence, table)
