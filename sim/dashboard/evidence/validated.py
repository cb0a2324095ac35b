"""One role's rows: how many agree, the forest, and what fails in plain words."""

import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart
from sim.dashboard.evidence.forest import forest, height
from sim.dashboard.evidence.tables import ROLES, Judged, chosen_lines, line_table


@solara.component
def Validated(judged: Judged, topic: str, verdict: str, words: str) -> None:  # noqa: N802
    """The rows that fit the filters.

    Args:
        judged: rows of one role.
        topic: of the evidence, or any.
        verdict: "yes", "no" or any.
        words: to look for.
    """
    chosen = chosen_lines(judged, topic, verdict, words)
    with html.Html(tag="section", attributes={"id": judged.role, "aria-label": ROLES[judged.role]}):
        html.Html(tag="h2", children=[ROLES[judged.role]])
        count = f"{judged.agreeing} of {len(judged.lines)} agree with what was published"
        if not chosen:
            html.Html(tag="p", class_="card", children=[f"{count}. None matches the filters above."])
            return
        shown = "" if len(chosen) == len(judged.lines) else f"; {len(chosen)} of them are shown"
        Chart(
            forest(chosen, judged.table),
            f"{ROLES[judged.role]}: {count}{shown}.",
            line_table(chosen),
            height=height(len(chosen)),
            label="Show the rows as a table, with sources",
        )
        with html.Html(tag="details", class_="more"):
            html.Html(tag="summary", children=[f"What disagrees, in plain words ({len(judged.failing)})"])
            html.Html(tag="ul", children=[html.Html(tag="li", children=[said]) for said in judged.failing])
