"""Turning points of a life and their captions, and the ties over which a change came."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
import pandas as pd
import pytest

from sim.dashboard.people.drawing import hop_places
from sim.dashboard.people.telling import hops
from sim.network.graphs import graph_from_ties
from sim.parameters import Parameters
from sim.people.state import Care
from sim.report.words.turning import Who, came_words, captions, headline, person_name, way_sentences
from sim.scenario.scenario import Scenario
from sim.scenario.tables import ProgrammeSpec
from sim.simulation.burn_in import snapshot
from sim.studies.lives import (
    Divergence,
    Kind,
    Life,
    Mark,
    Turning,
    divergences,
    ego_network,
    fitting,
    instruments,
    live,
    marks,
    seen_apart,
    turn,
    turning_points,
)
from sim.studies.lives.divergence import Reason
from sim.studies.lives.ego_network import within
from sim.studies.lives.life import CAUSE_NAMES

PEOPLE, WEEKS, SEED = 150, 30, 5
STARTS = 8
NAMES = ("without the policy", "with the policy")
SHE = Who(7, woman=True, residents=800)


def life(events: dict[int, str], weeks: int = 60, scores: dict[int, float] | None = None) -> Life:
    """A life in which only these things happen; the PHQ-9 stays as it was last set."""
    index = pd.RangeIndex(1, weeks + 1, name="week")
    table = pd.DataFrame(0.0, index=index, columns=["belief", "change", *CAUSE_NAMES, "phq9", "gad7", "pcl5", "gse"])
    table["phq9"] = pd.Series(scores or {1: 12.0}).reindex(index).ffill()
    table["events"] = [events.get(week, "") for week in index]
    return Life(7, "policy", table)


WITHOUT = life({3: "falls ill with depression", 10: "joins the waiting list", 40: "session 1"}, scores={1: 12.0})
WITH = life(
    {
        3: "falls ill with depression", 10: "joins the waiting list", 20: "session 1", 31: "completes the course",
        35: "has been well for eight weeks: depression is over", 50: "falls ill with depression",
    },
    scores={1: 12.0, 25: 4.0},
)  # fmt: skip


def standing(one: Life) -> pd.DataFrame:
    return pd.DataFrame({"care": int(Care.WAITING), "ill": True}, index=one.weeks.index)


def test_events_become_marks_and_a_second_illness_a_relapse() -> None:
    assert marks(WITH) == [
        Mark(3, Kind.FALLS_ILL, "depression"), Mark(10, Kind.WAITS), Mark(20, Kind.TREATMENT), Mark(31, Kind.COMPLETES),
        Mark(35, Kind.RECOVERS, "depression"), Mark(50, Kind.FALLS_BACK, "depression"),
    ]  # fmt: skip
    every_week = life(dict.fromkeys(range(1, 21), "sees the family doctor"))
    assert marks(every_week) == [Mark(1, Kind.DOCTOR)]


def test_points_are_at_most_five_in_order_and_within_the_life() -> None:
    busy = life(dict.fromkeys(range(1, 61, 4), "session 1; a trauma; starts medication"))
    for lives in ([busy], [busy, WITH], [WITHOUT, WITH], [life({}, 4), life({}, 4)], [life({}, 1)]):
        for parts in (0, 2):
            points = turning_points(lives, parts if len(lives[0].weeks) > 1 else 0)
            weeks = [point.week for point in points]
            assert len(points) <= 5
            assert weeks == sorted(set(weeks))
            assert all(1 <= week <= len(lives[0].weeks) for week in weeks)


def test_what_differs_comes_before_what_both_lives_have() -> None:
    points = turning_points([WITHOUT, WITH], 15)
    assert Turning(20, Kind.TREATMENT, "", (40, 20)) in points
    assert Turning(15, Kind.PARTS, "", (0, 15)) in points
    assert all(point.differs for point in points)  # five of them do; falling ill and waiting are the same in both
    assert turn(points) == Turning(20, Kind.TREATMENT, "", (40, 20))
    assert turn(points, (Kind.FALLS_BACK,)) == Turning(50, Kind.FALLS_BACK, "depression", (0, 50))
    assert turn([]) is None
    preferred = turning_points([WITHOUT, WITH], 15, prefer=(Kind.WAITS,))
    assert Turning(10, Kind.WAITS, "", (10, 10)) in preferred


def test_captions_say_what_happened_when_and_in_which_life() -> None:
    lives = [WITHOUT, WITH]
    instrument = fitting([one.weeks for one in lives], instruments(Parameters()))
    assert instrument.name == "PHQ-9"
    points = turning_points(lives, 15)
    said = captions(
        points, lives, SHE, instrument, NAMES, "a programme reached her", 20, [standing(one) for one in lives]
    )
    assert [one.week for one in said] == [point.week for point in points]
    place = next(one for one in said if one.week == 20)
    assert place.text.startswith("With the policy she got a place in treatment now; without the policy only in week 40")
    assert "20 weeks later" in place.text
    assert place.lanes == ("still on the waiting list", "gets a place")
    parts = next(one for one in said if one.week == 15)
    assert "A programme reached her. Until here both lives were exactly the same" in parts.text
    assert "first be seen in week 20" in parts.text
    back = next(one for one in said if one.week == 50)
    assert "did not fall ill again" in back.text
    assert "12 points without the policy, 4 with the policy" in back.text


def test_the_headline_names_the_turn_and_what_was_different_after_it() -> None:
    instrument = instruments(Parameters())[0]
    point = turn(turning_points([WITHOUT, WITH], 15))
    said = headline(point, [WITHOUT, WITH], SHE, instrument, NAMES, "")
    assert said.startswith("In week 20 she got a place in treatment, 20 weeks sooner than without the policy")
    assert "7.0 points lower" in said
    alone = headline(turn(turning_points([WITH], 0)), [WITH], Who(7, False, 800), instrument, ("in this life",), "")
    assert alone.startswith("In week 20 he got a place in treatment, and from then on his depression score")
    same = headline(turn(turning_points([WITH, WITH], 0)), [WITH, WITH], SHE, instrument, NAMES, "")
    assert same.startswith("The policy changes nothing that one could see here.")
    assert "Nothing of note" in headline(None, [WITH], SHE, instrument, ("in this life",), "")


def test_newcomers_are_said_to_be_newcomers() -> None:
    assert person_name(799, 800) == "person 799"
    assert person_name(1468, 800) == "person 1468, who took the place of somebody who left"


def test_contributions_in_points_add_up_to_the_change_in_points(quick: Scenario) -> None:
    told = live(quick, 7, people=PEOPLE, weeks=WEEKS, seed=SEED)
    moved = told.in_points()
    assert moved[CAUSE_NAMES].sum(axis=1).to_numpy() == pytest.approx(moved["change"].to_numpy(), abs=1e-9)
    first = moved["points"].iloc[0] - moved["change"].iloc[0]
    assert moved[CAUSE_NAMES].to_numpy().sum() == pytest.approx(moved["points"].iloc[-1] - first, abs=1e-9)
    assert np.abs(moved["points"] - told.weeks["gse"]).max() <= 0.5 + 1e-6  # the instrument rounds
    assert (np.sign(moved["mastery"]) == np.sign(told.weeks["mastery"])).all()


def test_two_lives_from_one_start_are_the_same_until_they_part(quick: Scenario) -> None:
    """A policy that changes a service which was there before the run would else start from other people."""
    start = snapshot(quick, PEOPLE, SEED)
    service = quick.services["talking_therapy"].model_copy(update={"weekly_sessions_per_100k": 1.0, "fidelity": 0.2})
    more = quick.model_copy(update={"services": {**quick.services, "talking_therapy": service}})
    parted = divergences(quick, more, start, 52, SEED)
    late = [one for one in parted.by_person.values() if one.week > 2 and one.person < PEOPLE]
    assert late
    assert snapshot(more, PEOPLE, SEED).state.people.tobytes() != start.state.people.tobytes()
    for one in late[:3]:
        lives = [live(policy, one.person, people=PEOPLE, weeks=52, seed=SEED, start=start) for policy in (quick, more)]
        before = lives[0].weeks.index < one.week
        assert lives[0].weeks[before].equals(lives[1].weeks[before])
        assert seen_apart(*lives) == 0 or seen_apart(*lives) >= one.week


def test_the_ties_that_a_change_took_lead_to_the_person_week_by_week(quick: Scenario) -> None:
    start = snapshot(quick, PEOPLE, SEED)
    spec = ProgrammeSpec(intervention="stigma_education", start_week=STARTS, reach=0.02)
    campaign = quick.model_copy(update={"programmes": {"teaching": spec}})
    parted = divergences(quick, campaign, start, WEEKS, SEED)
    person = max(parted.by_person, key=lambda who: len(parted.path(who)))
    path = parted.path(person)
    way = hops(path, PEOPLE)
    assert len(way) == len(path) - 1 >= 2
    assert way[-1].target == person % PEOPLE
    assert all(one.target == later.origin and one.week < later.week for one, later in pairwise(way))
    graph = graph_from_ties(start.ties)
    assert all(graph.has_edge(one.origin, one.target) for one in way)
    rows = [row for one in way for row in (one.origin, one.target)]
    drawn = ego_network(start.ties, person % PEOPLE, 5, SEED, steps=2, also=list(dict.fromkeys(rows)))
    places = hop_places(drawn, way)
    assert [drawn.rows[place[2]] for place in places] == [one.target for one in way]
    assert [place[0] for place in places] == [one.week for one in way]
    assert len(hop_places(ego_network(start.ties, person % PEOPLE, 1, SEED), way)) == 0  # nobody else is drawn


def test_two_steps_are_ties_and_their_ties_and_no_more(quick: Scenario) -> None:
    start = snapshot(quick, PEOPLE, SEED)
    graph = graph_from_ties(start.ties)
    near = {3} | set(graph[3]) | {further for other in graph[3] for further in graph[other]}
    assert within(start.ties, 3, 2) == near
    rows = ego_network(start.ties, 3, 10 * PEOPLE, SEED, steps=2).rows.tolist()
    assert rows[0] == 3
    assert set(rows) == near
    assert len(ego_network(start.ties, 3, 12, SEED, steps=2).rows) == 12


def test_a_way_in_words_begins_with_the_policy_and_ends_with_what_can_be_seen() -> None:
    direct = Divergence(1, 4, Reason.PROGRAMME, ("teaching",), -1, ())
    by_ties = Divergence(902, 6, Reason.TIES, (), 1, ())
    said = way_sentences([by_ties, direct], [None, None], 9, 800, {"teaching": "teaching at school"})
    assert said[0] == "Week 4: a programme reaches person 1 under one policy only: teaching at school."
    assert said[1].startswith("Week 6: the change reaches person 902, who took the place of somebody who left, through")
    assert said[2].startswith("Week 9: the first difference that one could see")
    assert "ever differs" in way_sentences([direct], [None], 0, 800, {})[-1]
    assert way_sentences([], [], 0, 800, {}) == ["No change came to this person: both lives are exactly the same."]
    assert came_words([by_ties, direct], SHE, None, {}) == "the policy reached her through somebody close (person 1)"
