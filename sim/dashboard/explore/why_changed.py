"""Why did that change? The last lever, replayed; and the change in self-efficacy by source."""

import pandas as pd
import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart
from sim.dashboard.explore.answering import AFTER, POLICY, Answer, last_change
from sim.dashboard.explore.curves import CHOICES, curves
from sim.dashboard.explore.headline import cards_of
from sim.dashboard.explore.history import History
from sim.dashboard.explore.settled import interval_heading
from sim.dashboard.explore.why import by_source
from sim.dashboard.plots import table_html
from sim.studies.comparison import Comparison

REPLAYED = 8  # populations: the replay is to come at once


@solara.component
def WhyChanged(history: History, answer: Answer) -> None:  # noqa: N802
    """Before and after the last lever where one was moved; otherwise the policy against the baseline."""
    before = history.before_last_lever()
    whole, set_whole = solara.use_state(False)
    if before is None or whole:
        if answer.comparison is not None:
            html.Html(tag="h3", children=["Everything that was moved, against care as it is"])
            Sources(answer.comparison, POLICY)
        if before is not None:
            solara.Button("Only the last change", on_click=lambda: set_whole(False), outlined=True, small=True)
        return
    asked = (history.present.policy, before.policy)
    replay = solara.lab.use_task(
        lambda: last_change(history.present, before.policy, REPLAYED),
        dependencies=[asked], prefer_threaded=True, raise_error=False,
    )  # fmt: skip
    found: Comparison | None = replay.latest
    if replay.error:
        html.Html(tag="p", children=["The replay did not run. Move the lever again."], class_="card trouble")
    if found is None:
        html.Html(tag="p", children=["Replaying the last change\N{HORIZONTAL ELLIPSIS}"])
        return
    html.Html(tag="h3", children=[f"The last change alone: {found.scenarios[-1].title}"])
    outcome = history.present.outcome if history.present.outcome in CHOICES else CHOICES[0]
    drawn = curves(found, outcome)
    Chart(drawn.figure, drawn.sentence, drawn.table, height=280)
    rows = [(card.title, card.figure, card.interval.removeprefix("95 % interval "), card.words, card.chance)
            for card in cards_of(found, AFTER)]  # fmt: skip
    table = pd.DataFrame(rows, columns=["figure", "change", interval_heading(found), "verdict", "chance"])
    solara.HTML(tag="div", classes=["wide"], unsafe_innerHTML=table_html(table, "What the last change did"))
    Sources(found, AFTER)
    solara.Button("Everything against care as it is", on_click=lambda: set_whole(True), outlined=True, small=True)


@solara.component
def Sources(comparison: Comparison, name: str) -> None:  # noqa: N802
    """The difference in self-efficacy by source; bars add up to the net change."""
    drawn = solara.use_memo(lambda: by_source(comparison, name), [comparison, name])
    if drawn is None:
        html.Html(tag="p", children=["The ledger of self-efficacy was not kept in this run."])
        return
    Chart(drawn.figure, drawn.sentence, drawn.table, height=380)
    text = (
        "Bars are exact contributions from the ledger that every simulated person keeps; they add up to the net "
        "change. Lines are 95 % intervals. In the middle of the scale 0.1 logits are about 0.75 points of "
        "the GSE (10 to 40)."
    )
    solara.Text(text, classes=["soft", "small"])
