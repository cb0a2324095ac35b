"""A panel: one row a person and wave, the same on any machine, with the ties between its people."""

import pandas as pd
import pytest

from sim import RecoveryModel, Scenario
from sim.network.ties import Layer
from sim.simulation.burn_in import snapshot
from sim.studies.cohorts.cohort import panel, ties_table, waves
from sim.studies.cohorts.counts import COUNTS
from tests.studies.cohorts.panel_of import EVERY, PEOPLE, SEED, WEEKS


def test_there_is_one_row_a_person_and_wave(table: pd.DataFrame) -> None:
    assert sorted(table["week"].unique().tolist()) == list(range(0, WEEKS + 1, EVERY))
    assert (table["week"] == EVERY * table["wave"]).all()
    assert table.groupby("wave").size().eq(PEOPLE).all()
    assert not table.duplicated(["person", "wave"]).any()
    assert not table.duplicated(["place", "wave"]).any()


def test_a_person_stays_in_one_place_and_an_id_is_never_used_again(table: pd.DataFrame) -> None:
    assert table["person"].nunique() > PEOPLE + 50  # there are newcomers
    assert table.groupby("person")["place"].nunique().eq(1).all()
    assert (table["person"] % PEOPLE == table["place"]).all()
    there = table.groupby("person")["wave"].agg(["min", "max", "count"])
    assert (there["max"] - there["min"] + 1 == there["count"]).all()  # nobody comes back
    assert table.groupby("person")["sex"].nunique().eq(1).all()
    years = table.groupby("person")["age"].diff().dropna()
    assert years.to_numpy() == pytest.approx(EVERY / 52)


def test_newcomers_are_young_and_begin_with_nothing(table: pd.DataFrame) -> None:
    first = table.groupby("person").head(1)
    came = first[first["wave"] > 0]
    assert len(came) > 50
    assert (came["weeks_counted"] < EVERY).any()
    assert came["weeks_counted"].between(1, EVERY).all()
    assert came["age"].between(18, 18 + EVERY / 52).all()
    for count in ("attempts", "successes", "sessions", "weeks_ill", "weeks_medicated", "weeks_on_list"):
        assert (came[count] <= came["weeks_counted"]).all(), count
    assert (came["traumas"] == came["traumas_so_far"]).all()
    stayed = table[(table["wave"] > 0) & ~table.index.isin(came.index)]
    assert stayed["weeks_counted"].eq(EVERY).all()


def test_nothing_is_counted_before_the_first_week(table: pd.DataFrame) -> None:
    assert (table.loc[table["wave"] == 0, [count.name for count in COUNTS]] == 0).all(axis=None)


def test_the_same_seed_gives_the_same_panel_on_any_number_of_threads(busy: Scenario, table: pd.DataFrame) -> None:
    for threads in (1, 2):
        again = panel(busy, PEOPLE, WEEKS, EVERY, SEED, threads=threads)
        pd.testing.assert_frame_equal(again, table, check_exact=True)
    assert not panel(busy, PEOPLE, 7, EVERY, SEED + 1)["phq9"].equals(table["phq9"].iloc[: 2 * PEOPLE])


def test_more_waves_leave_the_people_alone(busy: Scenario, table: pd.DataFrame) -> None:
    """How often people are asked changes nothing about them."""
    often = panel(busy, PEOPLE, 14, 1, SEED)
    counts = [count.name for count in COUNTS]
    both = often[often["week"] % EVERY == 0].drop(columns=["wave", *counts]).reset_index(drop=True)
    some = table[table["week"] <= 14].drop(columns=["wave", *counts])
    pd.testing.assert_frame_equal(both, some, check_exact=True)
    sums = often[often["week"] > 7].groupby("person")["attempts"].sum()
    last = table[table["week"] == 14].set_index("person")["attempts"]
    assert last.tolist() == sums.loc[last.index].tolist()


def test_waves_of_a_snapshot_leave_it_as_it_is(busy: Scenario, table: pd.DataFrame) -> None:
    start = snapshot(busy, PEOPLE, SEED)
    for _ in range(2):
        *_, last = waves(busy, start, EVERY, EVERY, SEED)
        pd.testing.assert_frame_equal(last, table[table["wave"] == 1].reset_index(drop=True), check_exact=True)


def test_ties_join_to_places_and_to_the_people_of_week_0(busy: Scenario, table: pd.DataFrame) -> None:
    start = snapshot(busy, PEOPLE, SEED)
    ties = ties_table(start)
    assert 2 * len(ties) == len(start.ties.other)
    assert (ties["source_place"] < ties["target_place"]).all()
    assert not ties.duplicated(["source_place", "target_place"]).any()
    person = table[table["wave"] == 0].set_index("place")["person"]
    for end in ("source", "target"):
        assert person.loc[ties[f"{end}_place"]].tolist() == ties[end].tolist()
    graph = RecoveryModel(busy, PEOPLE, SEED).graph
    assert graph.number_of_edges() == len(ties)
    for _, tie in ties.iloc[::97].iterrows():
        edge = graph.edges[tie["source_place"], tie["target_place"]]
        assert edge["strength"] == pytest.approx(tie["strength"])
        assert str(edge["layer"]).lower().startswith(tie["layer"]) or Layer[tie["layer"].upper()] == edge["layer"]
