"""One person's history under two policies, side by side."""

import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart, table_html
from sim.dashboard.people.charts import belief_plot, belief_table, cause_plot, cause_table, shared_span
from sim.report.words.life import (
    LOGITS_AS_POINTS,
    divergence_sentence,
    extremes_sentence,
    field_words,
    life_sentence,
    story,
    week_words,
)
from sim.studies.lives import Divergence, Life, seen_apart


@solara.component
def DescribedLife(  # noqa: N802
    lives: list[Life], path: list[Divergence] | None, weeks: int, titles: dict[str, str]
) -> None:
    """What happened, why self-efficacy rose or fell, and where the two histories diverge.

    Args:
        lives: of one person under one or two policies.
        path: how the second policy came to the person; None: there is none.
        weeks: length of the runs.
        titles: of programmes and services, by name.
    """
    person = lives[0].person
    seen = seen_apart(*lives) if len(lives) == 2 else 0
    parts = path[0].week if path else 0
    with html.Html(tag="section", attributes={"aria-label": f"Life of person {person}"}, class_="life"):
        html.Html(tag="h2", children=[f"The life of person {person}"])
        if path is not None:
            with html.Html(tag="div", class_="card", attributes={"id": "parting"}):
                html.Html(tag="h3", children=["Where the two histories diverge, and why"])
                html.Html(tag="p", children=[divergence_sentence(person, path, seen, weeks, titles)])
                if path:
                    html.Html(tag="p", children=[f"In week {path[0].week}:"], class_="lead")
                    for words in week_words(lives, path[0].week):
                        html.Html(tag="p", children=[words], class_="what")
                    differs = field_words(path[0].fields)
                    html.Html(tag="p", class_="soft small", children=[f"What differs first in the record: {differs}."])
        said = " ".join(life_sentence(life) for life in lives)
        Chart(belief_plot(lives, parts, seen), said, belief_table(lives), height=330)
        span = shared_span(lives)
        with html.Html(tag="div", class_="pair"):
            for life in lives:
                One(life, span)
        html.Html(
            tag="p", class_="soft small", children=[f"Contributions to self-efficacy are in logits. {LOGITS_AS_POINTS}"]
        )
        with html.Html(tag="details", class_="more"):
            html.Html(tag="summary", children=["What moved self-efficacy over all weeks, by source"])
            solara.HTML(tag="div", unsafe_innerHTML=table_html(cause_table(lives), ""), classes=["scroll"])


@solara.component
def One(life: Life, span: tuple[float, float]) -> None:  # noqa: N802
    """The history under one policy: what moved self-efficacy each week, and the events as a table."""
    with html.Html(tag="div", class_="card"):
        html.Html(tag="h3", children=[life.scenario])
        Chart(
            cause_plot(life, span),
            extremes_sentence(life),
            story(life),
            height=440,
            label="Read this history week by week",
        )
