"""Up to four policies side by side, all on the same people and the same random numbers."""

from collections.abc import Callable

import pandas as pd
import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart, table_html
from sim.dashboard.explore.answering import POLICY
from sim.dashboard.explore.headline import cards_of
from sim.dashboard.explore.interim import interval_heading, is_settled, populations_words
from sim.dashboard.explore.over_time import CHOICES, curves
from sim.studies.comparison.comparison import Comparison
from sim.studies.explore.building import title_of
from sim.studies.explore.question import MOST_KEPT, Question


@solara.component
def SideBySide(comparison: Comparison, question: Question, ask: Callable[[Question], None]) -> None:  # noqa: N802
    """The present policy and those kept beside it."""
    most = MOST_KEPT - 1  # the present one is the fourth

    def keep() -> None:
        mine = question.policy.model_copy(update={"title": title_of(question.policy)})
        ask(question.model_copy(update={"kept": [*question.kept, mine]}))

    def drop(at: int) -> None:
        ask(question.model_copy(update={"kept": [one for place, one in enumerate(question.kept) if place != at]}))

    with html.Html(tag="div", class_="tools"):
        full = len(question.kept) >= most
        solara.Button("Keep this policy beside", on_click=keep, disabled=full, outlined=True, small=True)
        for at, one in enumerate(question.kept):
            solara.Button(f"Remove {title_of(one)}", on_click=lambda at=at: drop(at), outlined=True, small=True)
    if not question.kept:
        text = "Keep this policy, then move levers or choose another one: both are shown here, up to four."
        html.Html(tag="p", children=[text])
    names = [one.name for one in comparison.scenarios[1:]]
    names = [*[name for name in names if name != POLICY], POLICY] if POLICY in names else names
    columns: dict[str, list[str]] = {}
    for name in names:
        cards = cards_of(comparison, name)
        columns.setdefault("figure", [card.title for card in cards])
        title = comparison.titles[name] + (" (now)" if name == POLICY and len(names) > 1 else "")
        columns[_free(title, columns)] = [f"{card.shown} ({card.ends}); {card.words}" for card in cards]
    heading = interval_heading(comparison).replace("interval", "intervals")
    caption = f"Differences from \u201c{comparison.scenarios[0].title}\u201d, with {heading}"
    caption = caption if is_settled(comparison) else f"{caption} ({populations_words(comparison)})"
    solara.HTML(tag="div", classes=["wide"], unsafe_innerHTML=table_html(pd.DataFrame(columns), caption))
    outcome = question.outcome if question.outcome in CHOICES else CHOICES[0]
    drawn = curves(comparison, outcome)
    Chart(drawn.figure, drawn.sentence, drawn.table, height=320)


def _free(title: str, taken: dict[str, list[str]]) -> str:
    """A heading that no other column has."""
    number, name = 2, title
    while name in taken:
        name, number = f"{title} ({number})", number + 1
    return name
