"""The drawn network with its weeks."""

from collections.abc import Callable

import solara

from sim.dashboard.chart import as_json, table_html
from sim.dashboard.people.drawing import band_texts, count_table, markers, newcomers, sentences, village
from sim.studies.lives import STATES, EgoNetwork, StateSeries


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
    title: str,
    event_pressed: Callable[[int], None],
) -> None:
    """What `village.vue` draws."""


@solara.component
def Village(  # noqa: N802
    people: EgoNetwork, state_series: StateSeries, state: str, chosen: int, on_person: Callable[[int], None]
) -> None:
    """People as marks, ties as lines, a slider through the weeks, and a table of what is drawn.

    Args:
        people: whom to draw, and where.
        state_series: their states, week by week.
        state: what marks show, of `STATES`.
        chosen: id of the person whose history is shown.
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
        sentences=words, table=table, chosen=chosen, title=f"{STATES[state].title}: {state_series.scenario}",
        event_pressed=lambda person: on_person(int(person)),
    )  # fmt: skip
