"""A panel against the run itself: what is counted, what is shown, and courses of treatment."""

from collections import defaultdict
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import RecoveryModel, Scenario
from sim.people.medication import Medication, medication_of, medicine_names
from sim.people.scores import SCORES, scores_of
from sim.people.state import NO_SERVICE, NO_TRAUMA, Care, Disorder, Domain, Ending, empty_people
from sim.studies.cohorts.cohort import panel
from sim.studies.cohorts.counts import COUNTS
from tests.studies.cohorts.panel_of import EVERY, PEOPLE, SEED, SHARED, WEEKS


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
