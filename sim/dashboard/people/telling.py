"""What the page says about people: everybody under both policies, and one person's life with its turning points."""

import threading
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import pandas as pd

from sim.network.ties import Ties
from sim.scenario.scenario import Scenario
from sim.simulation.snapshots import Snapshot
from sim.studies.lives import (
    Divergence,
    Divergences,
    Instrument,
    Life,
    Pair,
    StateSeries,
    Story,
    divergences,
    fitting,
    instruments,
    live,
    state_series,
    stories,
)


class Everybody(NamedTuple):
    """All people under one policy or two."""

    series: tuple[StateSeries, ...]
    parted: Divergences | None
    found: dict[Story, list[int]]
    watched: int  # people who were there throughout, among whom stories were looked for
    ties: Ties
    known: tuple[Instrument, ...]


class Hop(NamedTuple):
    """A tie over which a change came."""

    week: int
    origin: int  # row
    target: int  # row


class Told(NamedTuple):
    """One person under one policy or two."""

    person: int
    woman: bool
    lives: list[Life]
    standing: list[pd.DataFrame]  # `care` and `ill` by week, for each life
    instrument: Instrument
    path: list[Divergence]


def everybody(
    scenarios: Sequence[Scenario], start: Snapshot, weeks: int, seed: int, stop: threading.Event
) -> Everybody:
    """Live some weeks of everybody under each policy, and look for stories.

    Args:
        scenarios: one policy or two.
        start: the population at week 0.
        weeks: how many weeks.
        seed: of the runs.
        stop: when set, the run ends with `Interrupted`.
    """
    rows = np.arange(len(start.state.people))
    series = tuple(state_series(one, start, rows, weeks, seed, stop=stop) for one in scenarios)
    known = instruments(scenarios[0].model_parameters())
    if len(scenarios) == 1:
        return Everybody(series, None, {story: [] for story in Story}, 0, start.ties, known)
    parted = divergences(scenarios[0], scenarios[1], start, weeks, seed, stop=stop)
    pair = Pair(series[0], series[1], parted, start.ties, known)
    return Everybody(series, parted, stories(pair), pair.watched, start.ties, known)


def tell(
    all_people: Everybody, scenarios: Sequence[Scenario], start: Snapshot, person: int, weeks: int, seed: int
) -> Told:
    """One person's life under each policy.

    Args:
        all_people: as from `everybody`.
        scenarios: the same policies.
        start: the population at week 0.
        person: the id.
        weeks: how many weeks.
        seed: of the runs.

    Raises:
        NobodyError: nobody with this id lives in these weeks.
    """
    residents = all_people.series[0].ids.shape[1]
    lives = [live(one, person, people=residents, weeks=weeks, seed=seed, start=start) for one in scenarios]
    standing = [_standing(series, life) for series, life in zip(all_people.series, lives, strict=True)]
    place, there = all_people.series[0].weeks_of(person)
    path = all_people.parted.path(person) if all_people.parted is not None else []
    instrument = fitting([life.weeks for life in lives], all_people.known)
    woman = bool(all_people.series[0].women[there[0], place])
    return Told(person, woman, lives, standing, instrument, path)


def _standing(series: StateSeries, life: Life) -> pd.DataFrame:
    """Care and illness of one person, week by week."""
    place, _ = series.weeks_of(life.person)
    weeks = life.weeks.index.to_numpy()
    ill = series.bands("illness")[weeks, place] >= 2
    return pd.DataFrame({"care": series.bands("care")[weeks, place].astype(int), "ill": ill}, index=life.weeks.index)


def hops(path: Sequence[Divergence], residents: int) -> list[Hop]:
    """The ties over which a change came to a person, in order of time.

    Args:
        path: as from `Divergences.path`.
        residents: in the population: a person's row is the rest of the id.
    """
    return [
        Hop(later.week, later.through % residents, later.person % residents)
        for later in reversed(path)
        if later.through >= 0
    ]
