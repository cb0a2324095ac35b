"""One person's life: its turn in a headline, two lanes with captions, and what moved self-efficacy."""

from collections.abc import Callable, Mapping, Sequence

import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import Chart, table_html
from sim.dashboard.people.charts import belief_plot, belief_table, cause_plot, cause_table, shared_span
from sim.dashboard.people.lanes import Lane, Lanes
from sim.dashboard.people.telling import Told
from sim.network.ties import Ties
from sim.report.words.life import AS_POINTS, extremes_sentence, life_sentence, story
from sim.report.words.turning import Who, came_words, captions, headline, upper
from sim.studies.lives import Kind, Life, layer_between, marks, seen_apart, turn, turning_points


@solara.component
def DescribedLife(  # noqa: N802
    told: Told,
    residents: int,
    names: Sequence[str],
    titles: Sequence[str],
    parts: Mapping[str, str],
    ties: Ties,
    about: Sequence[Kind],
    step: int,
    on_step: Callable[[int], None],
) -> None:
    """The turn of a life, and the life in lanes.

    Args:
        told: the person's life under one policy or two.
        residents: people in the population.
        names: how each policy is called within a sentence.
        titles: of the lanes.
        parts: titles of programmes and services, by name.
        ties: the network.
        about: kinds of events that the chosen story is about, the foremost first.
        step: to begin with.
        on_step: called with each step that is gone to.
    """
    lives, instrument = told.lives, told.instrument
    who = Who(told.person, told.woman, residents)
    seen = seen_apart(*lives) if len(lives) > 1 else 0
    parted = told.path[0].week if told.path and seen else 0
    points = turning_points(lives, parted, prefer=about)
    first = told.path[0] if told.path else None
    over = first is not None and first.through >= 0
    layer = layer_between(ties, first.person % residents, first.through % residents) if first and over else None
    came = came_words(told.path, who, layer, parts)
    said = captions(points, lives, who, instrument, names, came, seen, told.standing)
    lanes = [
        Lane(title, life, marks(life), standing)
        for title, life, standing in zip(titles, lives, told.standing, strict=True)
    ]
    with html.Html(tag="section", attributes={"aria-label": f"Life of person {told.person}"}, class_="life"):
        html.Html(tag="h2", children=[headline(turn(points, about), lives, who, instrument, names, came)])
        html.Html(tag="p", class_="who soft", children=[who_sentence(told, who, names)])
        Lanes(lanes, instrument, said, lanes_sentence(told, names), step, on_step)


def who_sentence(told: Told, who: Who, names: Sequence[str]) -> str:
    """Who this is, and when the person was there."""
    weeks = told.lives[0].weeks
    age = int(weeks["age"].iloc[0])
    sex = "a woman" if who.woman else "a man"
    first, last = int(weeks.index[0]), int(weeks.index[-1])
    there = f"seen from week {first} to {last}"
    same = (
        ""
        if len(told.lives) == 1
        else f" Both lanes are the same person with the same random numbers, {names[0]} and {names[1]}."
    )
    return f"{upper(who.name)}: {sex} of {age}, {there}. Simulated, like everybody here.{same}"


def lanes_sentence(told: Told, names: Sequence[str]) -> str:
    """What the lanes show."""
    one = told.instrument
    means = [float(life.weeks[one.column].mean()) for life in told.lives]
    case = [int((life.weeks[one.column] >= one.case).sum()) for life in told.lives]
    scored = f"{upper(one.measures)} score ({one.name}) week by week"
    if len(means) == 1:
        weeks = f"{case[0]} weeks at {one.case:.0f} points or more (a case)"
        return f"{scored}: {means[0]:.1f} points on average, and {weeks}."
    return (
        f"{scored}: {means[0]:.1f} points on average {names[0]} and {means[1]:.1f} {names[1]}; weeks at {one.case:.0f} "
        f"points or more (a case): {case[0]} and {case[1]}."
    )


@solara.component
def Why(told: Told, residents: int, names: Sequence[str], titles: Sequence[str]) -> None:  # noqa: N802
    """What moved self-efficacy under each policy, in points of the GSE.

    Args:
        told: the person's life under one policy or two.
        residents: people in the population.
        names: how each policy is called within a sentence.
        titles: of the lanes.
    """
    who = Who(told.person, told.woman, residents)
    lives = [Life(life.person, title, life.weeks) for title, life in zip(titles, told.lives, strict=True)]
    seen = seen_apart(*lives) if len(lives) > 1 else 0
    with html.Html(tag="section", attributes={"aria-label": "What moved self-efficacy"}, class_="why"):
        html.Html(tag="h2", children=[f"Why: what moved {who.her} self-efficacy"])
        said = [
            life_sentence(Life(life.person, upper(name), life.weeks)) for name, life in zip(names, lives, strict=True)
        ]
        sentence = " ".join(said)
        Chart(
            belief_plot(lives, told.path[0].week if told.path else 0, seen), sentence, belief_table(lives), height=330
        )
        span = shared_span(lives)
        with html.Html(tag="div", class_="pair"):
            for life in lives:
                One(life, span)
        html.Html(tag="p", class_="soft small", children=[AS_POINTS])
        with html.Html(tag="details", class_="more"):
            html.Html(tag="summary", children=["What moved self-efficacy over all weeks, by source"])
            solara.HTML(tag="div", unsafe_innerHTML=table_html(cause_table(lives), ""), classes=["scroll"])


@solara.component
def One(life: Life, span: tuple[float, float]) -> None:  # noqa: N802
    """The history under one policy: what moved self-efficacy each month, and the events as a table."""
    with html.Html(tag="div", class_="card"):
        html.Html(tag="h3", children=[life.scenario])
        Chart(
            cause_plot(life, span),
            extremes_sentence(life),
            story(life),
            height=440,
            label="Read this history week by week",
        )
