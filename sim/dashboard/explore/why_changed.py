"""Why did that change? The last lever, replayed; and the change in self-efficacy by source."""

import pandas as pd
import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart
from sim.dashboard.explore.answering import AFTER, POLICY, Answer, last_change, levers_moved
from sim.dashboard.explore.curves import CHOICES, curves
from sim.dashboard.explore.headline import WORTH, Card, cards_of
from sim.dashboard.explore.history import History
from sim.dashboard.explore.settled import interval_heading
from sim.dashboard.explore.why import by_source
from sim.dashboard.plots import table_html
from sim.report.life_words import LOGITS_AS_POINTS
from sim.studies.comparison import Comparison
from sim.studies.explore.building import title_of
from sim.studies.explore.question import Question

LAST, WHOLE = "The last change alone", "Everything against care as it is"
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
        html.Html(tag="h3", children=["Everything that was moved, against care as it is"])
        Sources(answer.comparison, POLICY)


@solara.component
def LastChange(question: Question, before: Question) -> None:  # noqa: N802
    """The policy before against the policy after, on the same dice."""
    asked = (question.policy, before.policy)
    replay = solara.lab.use_task(
        lambda: last_change(question, before.policy, REPLAYED),
        dependencies=[asked], prefer_threaded=True, raise_error=False,
    )  # fmt: skip
    found: Comparison | None = replay.latest
    if replay.error:
        html.Html(tag="p", children=["The replay did not run. Move the lever again."], class_="card trouble")
    if found is None:
        html.Html(tag="p", children=["Replaying the last change\N{HORIZONTAL ELLIPSIS}"])
        return
    html.Html(tag="h3", children=[f"The last change alone: {found.scenarios[-1].title}"])
    html.Html(tag="p", children=[f"Compared with the policy before it: {title_of(before.policy)}."], class_="soft")
    outcome = question.outcome if question.outcome in CHOICES else CHOICES[0]
    drawn = curves(found, outcome)
    Chart(drawn.figure, drawn.sentence, drawn.table, height=280)
    rows = [(card.title, card.figure, card.interval.removeprefix("95 % interval "), card.words, _chance(card))
            for card in cards_of(found, AFTER)]  # fmt: skip
    columns = ["figure", "change", interval_heading(found), "verdict", "chance of being better"]
    table = pd.DataFrame(rows, columns=columns)
    solara.HTML(tag="div", classes=["wide"], unsafe_innerHTML=table_html(table, "What the last change did"))
    Sources(found, AFTER)


def _chance(card: Card) -> str:
    """For a column that is called after most of them."""
    return f"{card.chance} (of being worth it)" if card.name == WORTH and card.chance else card.chance


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
        f"change. Lines are 95 % intervals. {LOGITS_AS_POINTS}"
    )
    solara.Text(text, classes=["soft", "small"])
