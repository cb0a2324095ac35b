"""The cohort, a virtual panel study: everyone is interviewed at week 0 and again every few weeks.

    >>> from sim.studies.cohorts.cohort import panel
    >>> table = panel("baseline", people=300, weeks=8, every=4)
    >>> table.groupby("wave").size().tolist()
    [300, 300, 300]

A wave holds every person's state, the scores that instruments would give (with their error), and counts of what
happened since the last wave. People who leave are replaced, so that the panel is open: newcomers take the position of
the one who left, with a new identity. As in any panel, what happened to those who left after the last wave
that they were asked at is in no row.
"""

import os
from collections.abc import Callable, Iterator

import numpy as np
import pandas as pd

from sim.network.known import labels_of
from sim.network.ties import Ties
from sim.people.scores import scores_of
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.cohorts.columns import LAYER_WORDS, wave_table
from sim.studies.cohorts.counts import Tally
from sim.studies.cohorts.wave import Moment, names, words


def cohort(
    scenario: str | os.PathLike[str] | Scenario,
    people: int = 1000,
    weeks: int = 104,
    every: int = 4,
    seed: int = 1,
    *,
    ties: Ties | None = None,
    threads: int | None = None,
    on_week: Callable[[int], None] | None = None,
) -> Iterator[pd.DataFrame]:
    """Follow a population; the people are those of `RecoveryModel` with the same scenario, people and seed.

    Args:
        scenario: a name, the path of a scenario file, or a `Scenario`.
        people: size of the population, 1 or more; with your own ties, their number of people.
        weeks: the last week that a wave may fall in, 0 or more.
        every: weeks between waves, 1 or more.
        seed: a whole number from 0 to 2**63 - 1.
        ties: your own network; None generates one.
        threads: as for `Engine`; the data do not depend on it.
        on_week: called after each week with its number, for progress.

    Returns:
        The waves, one after the other, as they are lived: one row per person, with the columns of
        `sim.studies.cohorts.columns.PANEL`. Only one wave is held at a time.

    Raises:
        ScenarioError: the scenario cannot be used.
        ValueError: people, weeks, every or seed out of range.
    """
    checked = load_scenario(scenario)
    if ties is not None:
        people = len(ties.start) - 1
    _check_whole("people", people, 1)
    _check_whole("seed", seed, 0)
    wave_weeks(weeks, every)
    start = snapshot(checked, people, seed, ties=ties, threads=threads)
    return waves(checked, start, weeks, every, seed, threads=threads, on_week=on_week)


def panel(
    scenario: str | os.PathLike[str] | Scenario,
    people: int = 1000,
    weeks: int = 104,
    every: int = 4,
    seed: int = 1,
    *,
    ties: Ties | None = None,
    threads: int | None = None,
) -> pd.DataFrame:
    """All waves of a cohort in one table.

    Args:
        scenario: a name, the path of a scenario file, or a `Scenario`.
        people: size of the population, 1 or more; with your own ties, their number of people.
        weeks: the last week that a wave may fall in, 0 or more.
        every: weeks between waves, 1 or more.
        seed: a whole number from 0 to 2**63 - 1.
        ties: your own network; None generates one.
        threads: as for `Engine`; the data do not depend on it.

    Returns:
        One row per person and wave, with the columns of `sim.studies.cohorts.columns.PANEL`.

    Raises:
        ScenarioError: the scenario cannot be used.
        ValueError: people, weeks, every or seed out of range.
    """
    return pd.concat(cohort(scenario, people, weeks, every, seed, ties=ties, threads=threads), ignore_index=True)


def waves(
    scenario: Scenario,
    start: Snapshot,
    weeks: int,
    every: int,
    seed: int,
    *,
    threads: int | None = None,
    on_week: Callable[[int], None] | None = None,
) -> Iterator[pd.DataFrame]:
    """The waves of a cohort that starts from a burnt-in population, which is left as it is; see `cohort`."""
    weeks_asked = wave_weeks(weeks, every)
    engine = Engine(scenario, start.ties, start.state.copy(), seed, threads=threads)
    return _live(engine, weeks_asked, on_week, labels_of(start.ties))


def wave_weeks(weeks: int, every: int) -> range:
    """The weeks of the waves.

    Raises:
        ValueError: `weeks` below 0 or `every` below 1.
    """
    _check_whole("weeks", weeks, 0)
    _check_whole("every", every, 1)
    return range(0, weeks + 1, every)


def ties_table(start: Snapshot) -> pd.DataFrame:
    """The support network at week 0: each tie once, with the columns of `sim.studies.cohorts.columns.TIES`."""
    ties, ids = start.ties, start.state.people["id"]
    labels = labels_of(ties)
    source = np.repeat(np.arange(len(ids), dtype=np.int32), np.diff(ties.start))
    once = source < ties.other
    source, target = source[once], ties.other[once]
    return pd.DataFrame(
        {
            "source_place": source,
            "target_place": target,
            "source": ids[source],
            "target": ids[target],
            "layer": words(ties.layer[once], LAYER_WORDS),
            "strength": ties.strength[once],
            "source_label": names(labels, source),
            "target_label": names(labels, target),
        }
    )


def _live(
    engine: Engine, weeks_asked: range, on_week: Callable[[int], None] | None, labels: tuple[str, ...]
) -> Iterator[pd.DataFrame]:
    everybody = np.arange(len(engine.people))
    tally = Tally(engine.people)
    for wave, week in enumerate(weeks_asked):
        while engine.week < week:
            engine.step()
            tally.watch(engine.people)
            if on_week is not None:
                on_week(engine.week)
        yield wave_table(
            Moment(
                wave,
                week,
                engine.people,
                scores_of(engine.people, everybody, engine.parameters, engine.seed, week),
                tally.counted(),
                tuple(engine.policy.service_names),
                tuple(engine.policy.intervention_names),
                labels,
            )
        )
        tally.begin()


def _check_whole(name: str, value: object, least: int) -> None:
    if isinstance(value, bool) or not isinstance(value, int | np.integer) or value < least:
        raise ValueError(f"{name} = {value!r}: expected a whole number of at least {least}")
