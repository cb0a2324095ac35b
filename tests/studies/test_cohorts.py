"""The cohort: a panel whose every row can be found again in a run, and files that explain themselves."""

import errno
import json
import shlex
import sys
from collections import defaultdict
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path
from typing import Any, NoReturn

import numpy as np
import pandas as pd
import pyarrow.parquet as pq
import pytest

from sim import RecoveryModel, Scenario
from sim.command import cohort as command
from sim.command.main import main
from sim.network.ties import Layer
from sim.people.medication import Medication, medication_of, medicine_names
from sim.people.scores import SCORES, scores_of
from sim.people.state import NO_SERVICE, NO_TRAUMA, PERSON, Care, Disorder, Domain, Ending, empty_people
from sim.simulation.burn_in import snapshot
from sim.studies.cohorts.cohort import cohort, panel, ties_table, wave_weeks, waves
from sim.studies.cohorts.columns import PANEL, TIES, WORD
from sim.studies.cohorts.counts import COUNTS
from sim.studies.cohorts.files import schema_table, write_panel, written_waves
from tests.shared import interrupted

PEOPLE, WEEKS, EVERY, SEED = 400, 60, 7, 3
SHARED = {
    "id": "person", "traumas": "traumas_so_far", "session": "sessions_this_course",
    "absences": "sessions_missed_this_course",
}  # fmt: skip
# marks of one week, which are counted; working notes of the rules; and what is shown otherwise
ELSEWHERE = {
    "birth_week", "tried", "succeeded", "life_event", "trauma", "attended", "visited", "course_ended", "recovered",
    "offered", "reached", "this_year", "first_score", "withheld", "taper_weeks", "medicine", "tapered", "ending",
}  # fmt: skip


@pytest.fixture(scope="module")
def busy(quicken: Callable[[str], Scenario]) -> Scenario:
    """Campaign and therapy for everybody, in a society where many are ill, and half of the people leave within a year;
    services measure, and let go early.

    Of everything that is counted, something happens.
    """
    scenario = quicken("combined")
    services = {
        name: spec.model_copy(
            update={"weekly_sessions_per_100k": 5000.0, "start_week": None, "measurement_based": True}
        )
        for name, spec in scenario.services.items()
    }
    programmes = {name: spec.model_copy(update={"start_week": 1}) for name, spec in scenario.programmes.items()}
    parameters = {"leaving": 0.5, "seek_rate": 0.5, "depression_mean": -1.2, "anxiety_mean": -1.2, "ptsd_mean": -1.3}
    parameters |= {**scenario.parameters, "severe_trauma": 0.5, "review_every": 2.0}
    parameters |= {"step_down_phq9": 20.0, "step_down_gad7": 16.0, "step_down_gse": 15.0}
    return scenario.model_copy(update={"services": services, "programmes": programmes, "parameters": parameters})


@pytest.fixture(scope="module")
def table(busy: Scenario) -> pd.DataFrame:
    """The busy panel."""
    return panel(busy, PEOPLE, WEEKS, EVERY, SEED)


@pytest.fixture(scope="module")
def lived(busy: Scenario) -> dict[int, Any]:
    """The same run, lived week by week by the model itself: records by week."""
    model = RecoveryModel(busy, PEOPLE, SEED, collect=False)
    weeks = {0: model.engine.people.copy()}
    for week in range(1, WEEKS + 1):
        model.step()
        weeks[week] = model.engine.people.copy()
    return weeks


# --- rows ---


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


# --- against the run ---


def test_counts_are_those_of_a_weekly_replay(table: pd.DataFrame, lived: dict[int, Any]) -> None:
    """Person by person and week by week, in plain Python."""
    counted: dict[int, dict[str, int]] = defaultdict(lambda: defaultdict(int))
    found = table.set_index(["wave", "person"])
    for week in range(1, WEEKS + 1):
        for me in lived[week]:
            mine = counted[int(me["id"])]
            for name, happened in {
                "weeks_counted": True,
                "attempts": me["tried"],
                "successes": me["succeeded"],
                "life_events": me["life_event"],
                "traumas": me["trauma"] > 0,
                "severe_traumas": me["trauma"] == 2,
                "weeks_ill": any(me["in_episode"]),
                "primary_care_visits": me["visited"],
                "weeks_on_list": me["care"] == Care.WAITING,
                "courses_begun": me["care"] == Care.IN_TREATMENT and me["attended"] and me["session"] == 1,
                "sessions": me["attended"],
                "courses_completed": me["course_ended"] == Care.COMPLETED,
                "courses_dropped_out": me["course_ended"] == Care.DROPPED_OUT,
                "courses_ended_well_enough": me["course_ended"] and me["ending"] == Ending.WELL_ENOUGH,
                "courses_left": me["course_ended"] and me["ending"] == Ending.LEFT,
                "courses_never_begun": me["course_ended"] and me["ending"] == Ending.NEVER_BEGAN,
                "weeks_medicated": me["medication_weeks"] > 0,
                "medications_begun": me["medication_weeks"] in (1, 2),
                "programme_contacts": int(me["reached"]).bit_count(),
                **{f"weeks_ill_{one.name.lower()}": me["in_episode"][one] for one in Disorder},
                **{f"episodes_over_{one.name.lower()}": me["recovered"][one] for one in Disorder},
            }.items():
                mine[name] += int(happened)
        if week % EVERY == 0:
            expected = pd.DataFrame({int(id_): counted[int(id_)] for id_ in lived[week]["id"]}).T
            got = found.loc[week // EVERY].loc[expected.index]
            assert set(expected) == {count.name for count in COUNTS}
            for name in map(str, expected):
                assert got[name].tolist() == expected[name].tolist(), (week, name)
            counted.clear()
    happened_at_all = table[[count.name for count in COUNTS]].sum()
    assert (happened_at_all > 0).all(), happened_at_all  # the test has seen every kind of event


def test_counts_add_up_to_what_the_state_says(table: pd.DataFrame) -> None:
    for person, rows in table.groupby("person"):
        added = rows["traumas"].iloc[1:].sum()
        assert rows["traumas_so_far"].iloc[-1] - rows["traumas_so_far"].iloc[0] == added, person


def test_states_are_those_that_the_model_shows(busy: Scenario, table: pd.DataFrame) -> None:
    model = RecoveryModel(busy, PEOPLE, SEED, collect=False)
    for wave, rows in table.groupby("wave"):
        model.run_for(0 if wave == 0 else EVERY)
        shown = model.people
        flags = {"need_recognised", "disclosed", *(f"in_episode_{one.name.lower()}" for one in Disorder)}
        logits = [name for name in shown if f"{name}_logit" in rows]
        assert len(logits) == 2 * len(Domain) + len(Disorder) + 3  # two set points, and the drift of one
        seen = 0
        for name in map(str, shown):
            column = f"{name}_logit" if name in logits else SHARED.get(name, name)
            described = name in ("sex", "care", "therapy", "service", "listed_for", "weeks_since_trauma", "traumas")
            if column not in rows or (described and name not in SHARED):
                continue
            values = rows[column].to_numpy()
            assert np.array_equal(values, shown[name] == 1 if name in flags else shown[name]), name
            seen += 1
        assert seen > 50
        for name in map(str, logits):
            level = 1.0 / (1.0 + np.exp(-shown[name].to_numpy()))
            assert rows[name].to_numpy() == pytest.approx(level)
        assert rows["sex"].tolist() == ["woman" if sex else "man" for sex in shown["sex"]]
        assert rows["care"].tolist() == [Care(care).name.lower() for care in shown["care"]]
        since = shown["weeks_since_trauma"].astype(float).replace(NO_TRAUMA, np.nan)
        assert np.array_equal(rows["weeks_since_trauma"].to_numpy(), since.to_numpy(), equal_nan=True)


def test_scores_are_those_that_every_study_sees(busy: Scenario, table: pd.DataFrame, lived: dict[int, Any]) -> None:
    for wave, rows in table.groupby("wave"):
        week = int(str(wave)) * EVERY
        scores = scores_of(lived[week], np.arange(PEOPLE), busy.model_parameters(), SEED, week)
        assert np.array_equal(rows[list(SCORES)].to_numpy(), scores)
    assert (table["phq9"] != np.floor(27.0 * table["severity_depression"] + 0.5)).mean() > 0.1  # with error


def test_words_show_who_gets_what(busy: Scenario, table: pd.DataFrame, lived: dict[int, Any]) -> None:
    treated = table["care"] == "in_treatment"
    assert treated.sum() > 20
    assert (table["therapy"] != "").equals(treated)
    assert (table["service"] != "").equals(treated)
    gives = {name: spec.intervention for name, spec in busy.services.items()}
    assert table.loc[treated, "service"].astype(str).map(gives).tolist() == table.loc[treated, "therapy"].tolist()
    assert not (table.loc[table["care"] != "waiting", "listed_for"] != "").any()
    one = sum(int(((lived[w]["care"] == Care.WAITING) & (lived[w]["listed_for"] != NO_SERVICE)).sum())
              for w in range(0, WEEKS + 1, EVERY))  # fmt: skip
    assert (table["listed_for"] != "").sum() == one
    starts = {"18": 18, "25": 25, "35": 35, "45": 45, "55": 55, "65": 65}
    begins = table["age_band"].astype(str).str[:2].map(starts)
    assert (table["age"] >= begins).all()
    assert (np.floor(table["age"]) < begins.map({18: 25, 25: 35, 35: 45, 45: 55, 55: 65, 65: 200})).all()


def test_sessions_of_a_course_are_those_that_were_attended(table: pd.DataFrame, lived: dict[int, Any]) -> None:
    """Counted week by week from the first session on; a course that scores ended early is no longer than it was."""
    attended: dict[int, int] = {}
    places = table.set_index(["wave", "person"])
    found = places["sessions_this_course"].to_dict()
    ending = places["course_ending"].to_dict()
    seen = early = 0
    for week in range(1, WEEKS + 1):
        for me in lived[week]:
            id_ = int(me["id"])
            if me["attended"]:
                attended[id_] = 1 if me["session"] == 1 else attended.get(id_, -99) + 1
            if me["care"] == Care.IN_TREATMENT and me["session"] == 0:
                attended[id_] = 0
            if week % EVERY == 0 and attended.get(id_, -1) > 0:
                assert found[week // EVERY, id_] == attended[id_]
                seen += 1
                early += ending[week // EVERY, id_] == "well_enough"
    assert min(seen, early) > 50


def test_courses_end_for_reasons_that_the_run_shows(table: pd.DataFrame, lived: dict[int, Any]) -> None:
    for wave, rows in table.groupby("wave"):
        reasons = [Ending(one).name.lower() for one in lived[int(str(wave)) * EVERY]["ending"]]
        assert rows["course_ending"].tolist() == [reason.replace("none", "") for reason in reasons]
    never = table[table["course_ending"] == "never_began"]
    assert (never["sessions_this_course"] == 0).all()
    assert (
        table.loc[table["course_ending"].isin(["left", "well_enough", "completed"]), "sessions_this_course"] > 0
    ).all()
    treated = table[table["care"] == "in_treatment"]
    assert treated["course_ending"].isin(["", "well_enough"]).all()  # the last session is this week's
    parts = table[["courses_left", "courses_never_begun"]].sum(axis=1)
    assert (parts == table["courses_dropped_out"]).all()
    assert (table["courses_ended_well_enough"] <= table["courses_completed"]).all()


def test_medication_is_a_course_with_a_name_and_a_status(busy: Scenario) -> None:
    often = panel(busy, PEOPLE, 30, 1, SEED)
    status, weeks = often["medication_status"], often["medication_weeks"]
    assert set(status) == {"never", "prescribed", "taking", "stopped"}  # nobody tapers without a study
    assert ((status == "never") == (often["medication"] == "")).all()
    assert (weeks[status.isin(["prescribed", "taking"])] > 0).all()
    assert (weeks[status.isin(["never", "stopped"])] == 0).all()
    assert ((often["medication_dose"] == 1.0) == (weeks > 0)).all()
    before = often.groupby("person")["medication_weeks"].shift()
    begun = (before == 0) & (weeks > 0)
    assert begun.any()
    assert ((status == "prescribed") == begun)[before.notna()].all()
    assert set(often["medication"]) == {"", "antidepressant"}


def test_medication_is_tapered_and_named_after_the_course_that_gave_it() -> None:
    people = empty_people(6)
    people["medicine"] = [0, 1, 1, 1, 3, 1]
    people["medication_weeks"] = [0, 2, 3, 30, 30, 0]
    people["tapered"] = [0.0, 0.0, 0.0, 0.25, 0.0, 0.5]
    status = [Medication(one).name.lower() for one in medication_of(people)]
    assert status == ["never", "prescribed", "taking", "tapering", "taking", "stopped"]
    names = ["", "antidepressant", "antidepressant", "antidepressant", "clinic", "antidepressant"]
    known = medicine_names(("", "cbt", "clinic"))
    assert [known[number] for number in people["medicine"]] == names


# --- chance ---


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


# --- ties ---


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


# --- columns ---


def test_columns_cover_every_state_of_a_person() -> None:
    names = {column.name for column in PANEL}
    for field in PERSON.names or ():
        shown = {SHARED.get(field, field), f"goal_{field}", f"{field}_logit", f"{field}_mood", f"{field}_depression"}
        assert bool(shown & names) != (field in ELSEWHERE) or field == "traumas", field


def test_the_schema_covers_exactly_the_columns(table: pd.DataFrame, busy: Scenario) -> None:
    schema = schema_table("p.parquet", "p.ties.parquet")
    assert list(schema) == ["file", "column", "type", "unit", "low", "high", "meaning", "instrument"]
    assert schema.loc[schema["file"] == "p.parquet", "column"].tolist() == list(table)
    assert schema.loc[schema["file"] == "p.ties.parquet", "column"].tolist() == list(
        ties_table(snapshot(busy, PEOPLE, SEED))
    )
    assert not schema.duplicated(["file", "column"]).any()
    assert (schema[["type", "unit", "meaning"]] != "").all(axis=None)
    assert {"GSE", "PHQ-9", "GAD-7", "PCL-5"} <= set(schema["instrument"])


def test_values_lie_in_the_stated_ranges_and_are_there(table: pd.DataFrame, busy: Scenario) -> None:
    ties = ties_table(snapshot(busy, PEOPLE, SEED))
    for columns, frame in ((PANEL, table), (TIES, ties)):
        for column in columns:
            values = frame[column.name]
            if column.kind == WORD:
                assert isinstance(values.dtype, pd.CategoricalDtype)
                assert values.notna().all()
                continue
            assert str(values.dtype) == column.kind, column.name
            assert values.isna().any() == (column.name == "weeks_since_trauma"), column.name
            assert values.min() >= column.low, column.name
            assert values.max() <= column.high, column.name


def test_words_of_a_column_are_in_its_meaning(table: pd.DataFrame) -> None:
    meaning = {column.name: column.meaning for column in PANEL}
    for name in ("sex", "age_band", "care", "goal_domain", "course_ending", "medication_status"):
        assert all(word in meaning[name] for word in table[name].cat.categories)


# --- bad arguments ---


@pytest.mark.parametrize(
    ("name", "value"),
    [("every", 0), ("every", 1.5), ("weeks", -1), ("weeks", True), ("people", 0), ("seed", -1), ("people", "many")],
)
def test_a_bad_argument_is_reported_at_once(quick: Scenario, name: str, value: Any) -> None:
    arguments: dict[str, Any] = {"people": 20, "weeks": 4, "every": 2, "seed": 1, name: value}
    with pytest.raises(ValueError, match=f"{name} = {value}|{name} = '{value}'"):
        cohort(quick, **arguments)


def test_the_last_wave_is_no_later_than_asked() -> None:
    assert list(wave_weeks(10, 4)) == [0, 4, 8]
    assert list(wave_weeks(0, 4)) == [0]


# --- files ---


@pytest.fixture
def asked(quick_files: Path) -> list[str]:
    """A small panel: words for the command line, without the file."""
    return [
        "cohort", str(quick_files / "quick.toml"), "--people", "120", "--weeks", "12", "--every", "4", "--seed", "5"
    ]  # fmt: skip


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one message about bad input."""
    assert main(words) == 2
    described = capsys.readouterr()
    assert described.out == ""
    assert described.err.startswith("error: ")
    assert "Traceback" not in described.err
    return described.err.replace("\n", " ")


def names(folder: Path) -> set[str]:
    """All files in a folder, hidden ones too."""
    return {path.name for path in folder.iterdir()}


FILES = {"mine.parquet", "mine.ties.parquet", "mine.schema.csv", "mine.json"}


def test_the_command_writes_what_the_function_gives(
    asked: list[str], quick_files: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "new folder" / "mine.parquet"
    words = [*asked, "--out", str(out)]
    assert main(words) == 0
    assert str(out) in capsys.readouterr().out.replace("\n", "")
    assert names(out.parent) == FILES
    whole = panel(quick_files / "quick.toml", 120, 12, 4, 5)
    pd.testing.assert_frame_equal(pd.read_parquet(out), whole, check_exact=True, check_categorical=False)
    start = snapshot(Scenario(**json.loads(out.with_suffix(".json").read_text())["scenario"]), 120, 5)
    ties = pd.read_parquet(out.with_suffix(".ties.parquet"))
    pd.testing.assert_frame_equal(ties, ties_table(start), check_exact=True, check_categorical=False)
    schema = pd.read_csv(out.with_suffix(".schema.csv"))
    pd.testing.assert_frame_equal(
        schema, schema_table(out.name, "mine.ties.parquet").replace({"instrument": {"": np.nan}}), check_dtype=False
    )
    record = json.loads(out.with_suffix(".json").read_text())
    assert shlex.split(record["command"]) == ["uv", "run", "run.py", *words]
    assert {name: record[name] for name in ("people", "weeks", "every", "seed", "waves", "complete")} == {
        "people": 120, "weeks": 12, "every": 4, "seed": 5, "waves": 4, "complete": True
    }  # fmt: skip
    assert {"version", "commit", "rules", "python", "libraries", "scenario", "parameters"} <= set(record)


def test_every_wave_is_a_row_group_and_columns_explain_themselves(asked: list[str], tmp_path: Path) -> None:
    """A row group is written and let go of before the next wave is lived, so that memory does not grow with waves."""
    out = tmp_path / "mine.parquet"
    assert main([*asked, "--out", str(out)]) == 0
    file = pq.ParquetFile(out)
    assert file.num_row_groups == 4
    for wave in range(4):
        rows = file.read_row_group(wave, columns=["wave"]).to_pandas()
        assert len(rows) == 120
        assert rows["wave"].eq(wave).all()
    described = {key.decode(): value.decode() for key, value in file.schema_arrow.field("phq9").metadata.items()}
    assert described.items() >= {
        "unit": "points", "low": "0", "high": "27", "instrument": "PHQ-9",
        "meaning": "depression score, with measurement error",
    }.items()  # fmt: skip


def test_waves_are_written_as_they_come(quick: Scenario, tmp_path: Path) -> None:
    """When a wave is asked for, the one before is in the file."""
    path = tmp_path / "mine.parquet"
    sizes = []

    def watched() -> Any:
        for wave in cohort(quick, 300, 6, 1, SEED):
            sizes.append(path.stat().st_size)
            yield wave

    write_panel(path, watched())
    assert written_waves(path) == 7
    assert all(later > earlier for earlier, later in pairwise(sizes))


def test_the_same_command_writes_the_same_bytes(asked: list[str], tmp_path: Path) -> None:
    for name in ("one", "two"):
        assert main([*asked, "--out", str(tmp_path / name / "mine.parquet")]) == 0
    for name in FILES - {"mine.json"}:
        assert (tmp_path / "one" / name).read_bytes() == (tmp_path / "two" / name).read_bytes()


def test_a_network_of_your_own_can_be_followed(asked: list[str], tmp_path: Path) -> None:
    town = tmp_path / "town.csv"
    town.write_text("ann,bob\nbob,cat\ncat,dan\n")
    out = tmp_path / "mine.parquet"
    assert main([*asked, "--network", str(town), "--out", str(out)]) == 0
    assert pd.read_parquet(out).groupby("wave").size().tolist() == [4] * 4
    assert len(pd.read_parquet(out.with_suffix(".ties.parquet"))) == 3
    assert json.loads(out.with_suffix(".json").read_text())["network"]["file"] == str(town)


def test_without_a_file_name_panels_are_numbered(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    words = list(asked)
    words[words.index("12")] = "0"
    assert main(words) == 0
    assert main(words) == 0
    assert {"cohort.parquet", "cohort-2.parquet", "cohort-2.ties.parquet"} <= names(tmp_path / "results")
    assert len(pd.read_parquet(tmp_path / "results" / "cohort.parquet")) == 120


@pytest.mark.parametrize(
    ("option", "value"), [("--every", "0"), ("--weeks", "-1"), ("--people", "0"), ("--seed", "x"), ("--every", "1.5")]
)
def test_a_bad_option_is_reported(option: str, value: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert option in refused(["cohort", "baseline", option, value], capsys)


def test_an_unknown_scenario_is_reported(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean 'expanded_cbt'?" in refused(["cohort", "expanded_cb"], capsys)


@pytest.mark.parametrize("name", ["panel.csv", "panel", "panel.ties.parquet", "panel.parquet.gz"])
def test_a_name_of_another_kind_is_reported(
    name: str, asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert ".parquet" in refused([*asked, "--out", str(tmp_path / name)], capsys)
    assert names(tmp_path) == set()


def test_a_place_that_cannot_be_written_is_reported_before_any_work(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(command, "snapshot", lambda *_, **__: pytest.fail("the work began"))
    (tmp_path / "file").write_text("mine")
    (tmp_path / "folder.parquet").mkdir()
    assert "cannot be written" in refused([*asked, "--out", str(tmp_path / "file" / "mine.parquet")], capsys)
    assert "is a folder" in refused([*asked, "--out", str(tmp_path / "folder.parquet")], capsys)
    assert (tmp_path / "file").read_text() == "mine"


def test_earlier_files_are_never_overwritten_unasked(
    asked: list[str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "mine.parquet"
    out.with_suffix(".json").write_text("something else")
    assert "--replace" in refused([*asked, "--out", str(out)], capsys)
    assert names(tmp_path) == {"mine.json"}
    assert main([*asked, "--out", str(out), "--replace"]) == 0
    assert names(tmp_path) == FILES


def test_a_full_disk_is_reported_and_spoils_nothing(
    asked: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    words = [*asked, "--out", str(tmp_path / "mine.parquet")]
    assert main(words) == 0
    before = (tmp_path / "mine.parquet").read_bytes()
    capsys.readouterr()

    def full(*_: object, **__: object) -> NoReturn:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(pq.ParquetWriter, "write_table", full)
    assert "disk is full" in refused([*words, "--replace"], capsys)
    assert (tmp_path / "mine.parquet").read_bytes() == before
    assert names(tmp_path) == FILES


# --- Ctrl-C ---

# Tells when enough weeks are done, so that the test need not guess.
WATCHED = """
import sys
from sim.command import cohort as command
from sim.command.main import main
usual = command.waves

def watched(*arguments, on_week, **named):
    def show(week):
        on_week(week)
        if week == int(sys.argv[1]):
            print("enough", flush=True)
    return usual(*arguments, on_week=show, **named)

command.waves = watched
sys.exit(main(sys.argv[2:]))
"""


@pytest.mark.skipif(sys.platform == "win32", reason="signals are sent another way there")
def test_ctrl_c_keeps_the_waves_that_are_finished(asked: list[str], tmp_path: Path) -> None:
    words = [*asked, "--out", str(tmp_path / "mine.parquet")]
    words[words.index("12")] = "10000"
    status, out, err = interrupted(WATCHED, ["9", *words])
    assert status == 130
    assert "Traceback" not in err
    record = json.loads((tmp_path / "mine.json").read_text())
    finished = record["waves"]
    assert 3 <= finished < 2501
    assert not record["complete"]
    assert f"{finished} of 2501 waves" in out.replace("\n", " ")
    kept = pd.read_parquet(tmp_path / "mine.parquet")
    assert kept["wave"].unique().tolist() == list(range(finished))
    assert kept.groupby("wave").size().eq(120).all()
    assert names(tmp_path) == FILES


def test_ctrl_c_amid_a_wave_keeps_those_before(
    asked: list[str], quick_files: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:

    def interrupted(*arguments: Any, **named: Any) -> Any:
        for number, wave in enumerate(waves(*arguments, **named)):
            if number == 2:
                raise KeyboardInterrupt
            yield wave

    monkeypatch.setattr(command, "waves", interrupted)
    out = tmp_path / "mine.parquet"
    assert main([*asked, "--out", str(out)]) == 130
    whole = panel(quick_files / "quick.toml", 120, 4, 4, 5)
    pd.testing.assert_frame_equal(pd.read_parquet(out), whole, check_exact=True, check_categorical=False)


@pytest.mark.parametrize("moment", ["snapshot", "waves", "write_panel", "write_ties", "load_scenario", "prepare"])
def test_ctrl_c_at_any_other_moment_is_no_traceback(
    moment: str,
    asked: list[str],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    def stop(*_: object, **__: object) -> NoReturn:
        raise KeyboardInterrupt

    monkeypatch.setattr(command, moment, stop)
    assert main([*asked, "--out", str(tmp_path / "mine.parquet")]) == 130
    assert "Traceback" not in capsys.readouterr().err
    assert names(tmp_path) == set()
