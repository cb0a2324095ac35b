"""The drawn network with its weeks."""

from collections.abc import Callable, Mapping

import solara
from reacton import ipyvuetify as html

from sim.dashboard.chart import as_json, table_html
from sim.dashboard.people.drawing import band_texts, count_table, hop_places, markers, newcomers, sentences, village
from sim.dashboard.people.telling import Hop, Told
from sim.network.ties import Ties
from sim.report.words.turning import way_sentences
from sim.studies.lives import STATES, EgoNetwork, StateSeries, layer_between, seen_apart


@solara.component_vue("village.vue")
def _Drawn(  # noqa: N802
    figure: str,
    bands: list[str],
    looks: list[dict[str, object]],
    first: list[int],
    newcomers: list[list[int]],
    sentences: list[str],
    table: str,
    chosen: int,
    name: str,
    hops: list[list[int]],
    policy: str,
    title: str,
    event_pressed: Callable[[int], None],
) -> None:
    """What `village.vue` draws."""


@solara.component
def Village(  # noqa: N802
    people: EgoNetwork,
    state_series: StateSeries,
    state: str,
    chosen: int,
    hops: list[Hop],
    policy: str,
    on_person: Callable[[int], None],
) -> None:
    """People as marks, ties as lines, a slider through the weeks, and a table of what is drawn.

    Args:
        people: whom to draw, and where.
        state_series: their states, week by week.
        state: what marks show, of `STATES`.
        chosen: id of the person whose history is shown.
        hops: ties over which a change came to that person, in order of time.
        policy: under which people are shown.
        on_person: called with the id of the person who was pressed.
    """
    figure = solara.use_memo(lambda: as_json(village(people, state)), [id(people), state])
    bands = solara.use_memo(lambda: band_texts(state_series, state), [id(state_series), state])
    words = solara.use_memo(lambda: sentences(state_series, state), [id(state_series), state])
    table = solara.use_memo(
        lambda: table_html(count_table(state_series, state), STATES[state].title), [id(state_series), state]
    )
    arrivals = solara.use_memo(lambda: newcomers(state_series), [id(state_series)])
    _Drawn(
        figure=figure, bands=bands, looks=markers(state), first=state_series.ids[0].tolist(), newcomers=arrivals,
        sentences=words, table=table, chosen=chosen, name=f"person {chosen}",
        hops=hop_places(people, hops), policy=policy[:1].lower() + policy[1:], title=f"{policy}. {STATES[state].title}",
        event_pressed=lambda person: on_person(int(person)),
    )  # fmt: skip


@solara.component
def Way(  # noqa: N802
    told: Told | None, ties: Ties, residents: int, titles: Mapping[str, str]
) -> None:
    """How a change travelled to a person, step by step, in order of time.

    Args:
        told: the person under both policies; None: there is nothing to compare.
        ties: the network.
        residents: people in the population.
        titles: of programmes and services, by name.
    """
    if told is None:
        return
    path, seen = told.path, seen_apart(*told.lives)
    layers = [
        layer_between(ties, one.person % residents, one.through % residents) if one.through >= 0 else None
        for one in path
    ]
    with html.Html(tag="ol", class_="way", attributes={"aria-label": "How the change travelled"}):
        for sentence in way_sentences(path, layers, seen, residents, titles):
            html.Html(tag="li", children=[sentence])
