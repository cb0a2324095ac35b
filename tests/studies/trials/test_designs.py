"""Designs of trials, each checked on the people themselves, week by week."""

from collections.abc import Callable
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from sim.errors import WrongValue
from sim.people.state import Care, Disorder, Ending
from sim.scenario.scenario import Scenario
from sim.scenario.tables import InterventionSpec, Problem, ProgrammeSpec
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.trials import follow as following
from sim.studies.trials.effects import relapse, stages
from sim.studies.trials.follow import Waves, follow
from sim.studies.trials.recruiting import recruit
from sim.studies.trials.spec import ArmSpec, ContinuationSpec, RecruitSpec, SecondStage, TrialSpec, Who, Withheld
from tests.shared import differing
from tests.studies.trials.trial_of import CBT, NOTHING, SEED, trial

SICK = RecruitSpec(phq9=(6.0, 27.0), share=1.0)
ANYBODY = RecruitSpec(share=0.3)


class Lived(NamedTuple):
    """A trial, and its participants' records after each week."""

    found: Waves
    weeks: list[npt.NDArray[np.void]]  # participants by their place; week 1 first
    here: list[npt.NDArray[np.bool_]]  # who has not left the population
    services: list[str]

    def arm(self, name: str) -> npt.NDArray[np.bool_]:
        """Who is in an arm of the first randomisation."""
        mine: npt.NDArray[np.bool_] = (self.found.participants["arm"] == name).to_numpy()
        return mine

    def second(self, name: str) -> npt.NDArray[np.bool_]:
        """Who is in an arm of the second randomisation."""
        mine: npt.NDArray[np.bool_] = (self.found.participants["second_arm"] == name).to_numpy()
        return mine

    def ever(self, who: npt.NDArray[np.bool_], of: Callable[[Any], Any], first: int, last: int) -> bool:
        """Whether something is true of anybody in weeks `first` to `last`."""
        return any(
            bool(of(people[who & here]).any())
            for people, here in zip(self.weeks[first - 1 : last], self.here[first - 1 : last], strict=True)
        )

    def by_service(self, who: npt.NDArray[np.bool_], service: str) -> dict[int, int]:
        """Sessions attended in a service, by week."""
        number = self.services.index(service)
        counted = {}
        for week, (people, here) in enumerate(zip(self.weeks, self.here, strict=True), start=1):
            mine = people[who & here]
            treated = (mine["care"] == Care.IN_TREATMENT) & (mine["service"] == number) & (mine["attended"] == 1)
            if treated.any():
                counted[week] = int(treated.sum())
        return counted


@pytest.fixture
def lived(quick: Scenario, start: Snapshot, monkeypatch: pytest.MonkeyPatch) -> Callable[[TrialSpec], Lived]:
    """Runs a trial among people who seek care and are given medication, and keeps every week."""
    engines: list[Engine] = []

    class Seen(Engine):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            engines.append(self)

    def run(plan: TrialSpec) -> Lived:
        weeks: list[npt.NDArray[np.void]] = []
        keen = {"seek_rate": 0.3, "referral": 1.0, "prescription": 1.0, "medication_stop": 0.005, "leaving": 0.05}
        roomy = {
            name: service.model_copy(update={"weekly_sessions_per_100k": 3000.0})
            for name, service in quick.services.items()
        }
        busy = quick.model_copy(update={"parameters": {**quick.parameters, **keen}, "services": roomy})
        found = follow(plan, busy, start, SEED, on_week=lambda: weeks.append(engines[-1].people.copy()))
        rows = found.recruited.rows
        ids = found.participants["person"].to_numpy()
        mine = [people[rows] for people in weeks]
        here = [people["id"] == ids for people in mine]
        assert not all(one.all() for one in here)  # some leave, and what becomes of their place is nobody's concern
        return Lived(found, mine, here, engines[-1].policy.service_names)

    monkeypatch.setattr(following, "Engine", Seen)
    return run


def medicated(people: Any) -> Any:
    return people["medication_weeks"] > 0


def visiting(people: Any) -> Any:
    return people["visited"] == 1


def waiting(people: Any) -> Any:
    return people["care"] == Care.WAITING


def treated(people: Any) -> Any:
    return people["care"] == Care.IN_TREATMENT


# --- medication ---


@pytest.mark.parametrize("stop_week", [0, 7])
def test_medication_stops_in_its_week_and_is_not_prescribed_again(
    stop_week: int, lived: Callable[[TrialSpec], Lived]
) -> None:
    stop = ArmSpec(stop_medication=True, stop_week=stop_week)
    run = lived(trial(stop, NOTHING, 20, recruit=SICK))
    mine, others = run.arm("one"), run.arm("other")
    assert not run.ever(mine, medicated, stop_week + 1, 20)
    assert run.ever(mine, visiting, stop_week + 1, 20)  # the doctor is seen all the same
    assert all(run.ever(others, medicated, week, week) for week in range(2, 21))
    if stop_week:
        assert all(run.ever(mine, medicated, week, week) for week in range(2, stop_week + 1))


def test_medication_is_tapered_from_its_week_on(lived: Callable[[TrialSpec], Lived]) -> None:
    taper = ArmSpec(stop_medication=True, stop_week=5, taper_weeks=4)
    run = lived(trial(taper, NOTHING, 12, recruit=SICK))
    mine = run.arm("one")
    shares = {}
    for week, (people, here) in enumerate(zip(run.weeks, run.here, strict=True), start=1):
        taking = people[mine & here & medicated(people)]
        shares[week] = sorted(set(np.round(taking["tapered"].astype(float), 3).tolist()))
    assert [shares[week] for week in range(5, 10)] == [[0.0], [0.25], [0.5], [0.75], []]
    assert not run.ever(mine, medicated, 9, 12)
    waves = run.found.waves
    assert set(waves.loc[(waves["arm"] == "one") & (waves["week"] == 12), "medication"]) <= {"never", "stopped"}


# --- care withheld ---


def test_care_is_withheld_from_its_week_on(lived: Callable[[TrialSpec], Lived]) -> None:
    """Nobody starts, waits, is seen, or is prescribed anything; what was under way is over."""
    run = lived(trial(ArmSpec(withhold=Withheld.CARE, withhold_from=8), NOTHING, 20, recruit=SICK))
    mine, others = run.arm("one"), run.arm("other")
    for care in (medicated, visiting, waiting, treated):
        assert run.ever(mine, care, 1, 8), care
        assert not run.ever(mine, care, 9, 20), care
        assert run.ever(others, care, 9, 20), care
    before, after = run.weeks[7][mine & run.here[8]], run.weeks[8][mine & run.here[8]]
    stopped = treated(before) & (before["ending"] == Ending.NONE)
    assert stopped.any()
    assert (after["ending"][stopped] == Ending.WITHHELD).all()


def test_therapy_is_withheld_and_the_family_doctor_is_not(lived: Callable[[TrialSpec], Lived]) -> None:
    run = lived(
        trial(ArmSpec(withhold=Withheld.THERAPY, withhold_from=6, withhold_until=14), NOTHING, 30, recruit=SICK)
    )
    mine = run.arm("one")
    for care in (waiting, treated):
        assert run.ever(mine, care, 1, 6)
        assert not run.ever(mine, care, 7, 14)
        assert run.ever(mine, care, 15, 30)
    assert run.ever(mine, visiting, 7, 14)
    assert run.ever(mine, medicated, 7, 14)


def test_the_trial_goes_on_treating_where_only_other_care_is_withheld(lived: Callable[[TrialSpec], Lived]) -> None:
    for what, status in ((Withheld.CARE, "completed"), (Withheld.ALL, "withheld")):
        run = lived(trial(ArmSpec(intervention="cbt", withhold=what, withhold_from=5), NOTHING, 16, recruit=SICK))
        weeks = run.by_service(run.arm("one"), "trial_one")
        assert min(weeks) == 1
        assert (max(weeks) == 5) == (what == Withheld.ALL)
        end = run.found.waves.query("week == 16 and arm == 'one'")
        assert (end["status"] == status).mean() > 0.3
        assert ("withheld" in set(end["status"])) == (what == Withheld.ALL)


def test_medication_of_the_trial_itself_stays_where_other_care_is_withheld(lived: Callable[[TrialSpec], Lived]) -> None:
    arm = ArmSpec(intervention="medication_support", withhold=Withheld.CARE, withhold_from=6)
    run = lived(trial(arm, NOTHING, 8, recruit=SICK))
    mine = run.arm("one") & run.here[7]
    people = run.weeks[5][mine]
    by_trial = medicated(people) & (people["medicine"] > 1)
    by_others = medicated(people) & (people["medicine"] == 1)
    assert by_trial.any()
    assert by_others.any()
    later = run.weeks[6][mine]
    assert medicated(later)[by_trial].mean() > 0.8  # but for those who stop by themselves
    assert (later["medicine"][medicated(later)] > 1).all()


def test_a_trial_that_begins_later_takes_over_from_care_as_usual(lived: Callable[[TrialSpec], Lived]) -> None:
    """Whoever is in a course leaves it for the trial's, which counts from its own first session."""
    run = lived(trial(ArmSpec(intervention="mbct", start_week=10), NOTHING, 14, recruit=SICK))
    mine = run.arm("one") & run.here[10]
    before, after = run.weeks[9][mine], run.weeks[10][mine]
    moved = treated(before) & (before["session"] > 1)
    assert moved.any()
    own = run.services.index("trial_one")
    began = moved & treated(after)
    assert (after["service"][began] == own).all()
    assert (after["session"][began] <= 1).all()
    assert (after["treatments"][began] == before["treatments"][began] + 1).all()


# --- cross-over ---


def test_a_waiting_list_crosses_over_in_its_week(lived: Callable[[TrialSpec], Lived]) -> None:
    waits = ArmSpec(withhold=Withheld.THERAPY, crossover_week=9, crossover_to="one")
    run = lived(trial(CBT, waits, 9, 12, 40, recruit=SICK))
    assert not run.ever(run.arm("other"), waiting, 1, 9)
    assert run.ever(run.arm("other"), waiting, 10, 40)  # nothing is withheld from then on
    first, then = run.by_service(run.arm("one"), "trial_one"), run.by_service(run.arm("other"), "trial_one")
    assert min(first) == 1
    assert min(then) == 10
    assert not run.ever(run.arm("other"), treated, 1, 9)
    waves = run.found.waves
    late = waves[waves["arm"] == "other"]
    assert (late.loc[late["week"] <= 9, "status"] == "none").all()
    assert not late.loc[late["week"] <= 9, "crossed_over"].any()
    assert late.loc[late["week"] == 12, "crossed_over"].all()
    assert not (late.loc[late["week"] == 12, "status"] == "none").any()
    assert not waves.loc[waves["arm"] == "one", "crossed_over"].any()


def test_a_waiting_list_that_never_crosses_over_gets_nothing(lived: Callable[[TrialSpec], Lived]) -> None:
    run = lived(trial(CBT, ArmSpec(withhold=Withheld.THERAPY), 24, recruit=SICK))
    assert run.by_service(run.arm("other"), "trial_one") == {}
    assert not run.ever(run.arm("other"), treated, 1, 24)
    assert not run.found.waves["crossed_over"].any()


# --- boosters and continuation ---


def test_boosters_are_single_sessions_in_their_weeks_for_those_who_stayed(lived: Callable[[TrialSpec], Lived]) -> None:
    arm = ArmSpec(intervention="cbt", sessions=4, boosters=[10, 15])
    run = lived(trial(arm, NOTHING, 10, 20, recruit=SICK))
    mine = run.arm("one")
    weeks = run.by_service(mine, "trial_one_booster")
    assert set(weeks) <= {11, 12, 13, 16, 17, 18}  # some miss a week
    assert min(weeks[11], weeks[16]) > 0.8 * max(weeks.values())
    assert run.by_service(run.arm("other"), "trial_one_booster") == {}
    end = run.found.waves.query("week == 20 and arm == 'one'").set_index("person")
    assert end["booster_sessions"].max() == 2
    at_ten = run.found.waves.query("week == 10 and arm == 'one'").set_index("person")["status"]
    left = at_ten[at_ten.isin(["dropped_out", "never_began"])].index.intersection(end.index)
    assert len(left) > 0
    assert (end.loc[left, "booster_sessions"] == 0).all()
    assert (end.loc[at_ten[at_ten == "completed"].index.intersection(end.index), "booster_sessions"] > 0).mean() > 0.6
    assert end["sessions"].max() == 4  # the course's own


def test_a_continuation_is_for_those_who_finished(lived: Callable[[TrialSpec], Lived]) -> None:
    then = ContinuationSpec(intervention="mbct", start_week=8, sessions=3)
    run = lived(trial(ArmSpec(intervention="cbt", sessions=4, continuation=then), NOTHING, 8, 16, recruit=SICK))
    assert min(run.by_service(run.arm("one"), "trial_one_continuation")) == 9
    at_eight = run.found.waves.query("week == 8 and arm == 'one'").set_index("person")["status"]
    end = run.found.waves.query("week == 16 and arm == 'one'").set_index("person")
    others = at_eight[at_eight != "completed"].index.intersection(end.index)
    assert len(others) > 0
    assert (end.loc[others, "continuation_sessions"] == 0).all()
    assert end["continuation_sessions"].max() == 3
    assert end["status"].value_counts()["completed"] >= (at_eight == "completed").sum() * 0.9  # of the first course


# --- two stages ---


def two_stages(who: Who, first: dict[str, ArmSpec], **changed: Any) -> TrialSpec:
    """CBT in four sessions, then more of it or nothing, for some."""
    arms = {"more": ArmSpec(intervention="mbct", start_week=1), "no_more": ArmSpec(withhold=Withheld.CARE)}
    second = SecondStage(week=6, who=who, arms=arms, comparator="no_more", **changed)
    return TrialSpec(
        title="Two stages", recruit=SICK, arms=first, comparator="usual" if len(first) > 1 else "", weeks=[6, 10, 18],
        second_stage=second,
    )  # fmt: skip


FIRST = {"short": ArmSpec(intervention="cbt", sessions=4), "usual": NOTHING}


def wide(waves: pd.DataFrame, column: str) -> pd.DataFrame:
    return waves.pivot_table(index="person", columns="week", values=column, aggfunc="first")


@pytest.mark.parametrize("who", list(Who))
def test_exactly_those_are_randomised_again_whom_the_stage_is_for(
    who: Who, lived: Callable[[TrialSpec], Lived]
) -> None:
    run = lived(two_stages(who, FIRST))
    score = wide(run.found.waves, "phq9")
    score = score[score[6].notna()]
    wanted = {
        Who.RESPONDERS: score[6] <= score[0] / 2.0,
        Who.NON_RESPONDERS: score[6] > score[0] / 2.0,
        Who.REMITTED: score[6] < 5.0,
        Who.NOT_REMITTED: score[6] >= 5.0,
        Who.EVERYONE: score[6] >= 0.0,
    }[who]
    people = run.found.participants.set_index("person")["second_arm"]
    again = people[people != ""]
    assert set(again.index) == set(wanted[wanted].index)
    assert len(again) > 10
    sizes = again.value_counts()
    assert sizes.max() - sizes.min() <= 1
    if who != Who.EVERYONE:
        assert len(again) < len(score)


def test_only_some_arms_and_those_who_finished_are_randomised_again(lived: Callable[[TrialSpec], Lived]) -> None:
    run = lived(two_stages(Who.EVERYONE, FIRST, of=["short"], finished=True))
    people = run.found.participants.set_index("person")
    now = run.found.waves.query("week == 6").set_index("person")
    finished = now[(now["arm"] == "short") & (now["status"] == "completed")].index
    assert set(people[people["second_arm"] != ""].index) == set(finished)
    assert 0 < len(finished) < (now["arm"] == "short").sum()


def test_arms_of_the_second_stage_get_what_they_should(lived: Callable[[TrialSpec], Lived]) -> None:
    run = lived(two_stages(Who.RESPONDERS, FIRST))
    more, no_more = run.second("more"), run.second("no_more")
    weeks = run.by_service(more, "trial_more")
    assert min(weeks) == 8  # a week after the second randomisation, in the week after week 7
    assert run.by_service(~more, "trial_more") == {}
    for care in (medicated, visiting, waiting, treated):
        assert not run.ever(no_more, care, 7, 18), care
    assert run.ever(run.second(""), treated, 7, 18)  # the others stay as they are
    waves = run.found.waves
    assert (waves.loc[waves["week"] < 6, "second_arm"] == "").all()
    late = waves[(waves["second_arm"] == "more") & (waves["week"] == 18)]
    assert (late["second_status"] == "completed").any()
    assert set(late.loc[late["arm"] == "short", "status"]) <= {"completed", "dropped_out", "never_began"}


def test_a_first_stage_may_have_one_arm(quick: Scenario, start: Snapshot) -> None:
    plan = two_stages(Who.EVERYONE, {"short": FIRST["short"]})
    found = follow(plan, quick, start, SEED)
    both = stages(plan, found.waves)
    assert [stage.comparator for stage in both] == ["", "no_more"]
    assert set(both[1].waves["arm"]) == {"more", "no_more"}
    assert set(both[1].waves["week"]) == {6, 10, 18}


def test_turns_put_everybody_in_the_other_arm_of_the_second_stage(quick: Scenario, start: Snapshot) -> None:
    plan = two_stages(Who.EVERYONE, {"short": FIRST["short"]})
    one, other = (follow(plan, quick, start, SEED, turn=turn).participants for turn in (0, 1))
    assert one["person"].tolist() == other["person"].tolist()
    both = (one["second_arm"] != "") & (other["second_arm"] != "")
    assert both.any()
    assert (one.loc[both, "second_arm"] != other.loc[both, "second_arm"]).all()


def test_a_second_stage_for_nobody_is_reported(quick: Scenario, start: Snapshot) -> None:
    arms = dict.fromkeys(map(str, range(400)), NOTHING)
    second = SecondStage(week=1, who=Who.RESPONDERS, arms=arms, comparator="0")
    plan = TrialSpec(title="", recruit=SICK, arms={"one": NOTHING}, weeks=[1, 2], second_stage=second)
    with pytest.raises(WrongValue, match=r"second_stage\.who = 'responders': expected at least 400 people"):
        follow(plan, quick, start, SEED)


# --- history ---


def test_recruits_have_the_history(engine: Engine) -> None:
    people = engine.people
    depression, anxiety = Disorder.DEPRESSION, Disorder.ANXIETY

    def rows(**wanted: Any) -> set[int]:
        return set(recruit(engine, RecruitSpec(share=1.0, **wanted)).rows.tolist())

    free = people["care"] != Care.IN_TREATMENT
    had = people["episodes"][:, depression] > 0
    assert rows(previously_ill=[Problem.DEPRESSION]) == set(np.flatnonzero(free & had).tolist())
    often = people["episodes"][:, depression] >= 2
    assert rows(previously_ill=[Problem.DEPRESSION], episodes=2) == set(np.flatnonzero(free & often).tolist())
    well = (people["in_episode"][:, depression] == 0) & (people["well_run"][:, depression] >= 26)
    remitted = rows(previously_ill=[Problem.DEPRESSION], remitted_weeks=26)
    assert remitted == set(np.flatnonzero(free & had & well).tolist())
    either = had | (people["episodes"][:, anxiety] > 0)
    assert rows(previously_ill=[Problem.DEPRESSION, Problem.ANXIETY]) == set(np.flatnonzero(free & either).tolist())
    assert 0 < len(remitted) < int((free & had).sum())
    assert 0 < int((free & often).sum()) < int((free & had).sum())


def test_people_remitted_from_two_disorders_are_well_of_both(engine: Engine) -> None:
    both = [Problem.DEPRESSION, Problem.ANXIETY]
    rows = recruit(engine, RecruitSpec(previously_ill=both, remitted_weeks=10, share=1.0)).rows
    places = [Disorder.DEPRESSION, Disorder.ANXIETY]
    assert len(rows) > 0
    assert (engine.people["in_episode"][rows][:, places] == 0).all()
    assert (engine.people["well_run"][rows][:, places] >= 10).all()


# --- nothing before its week ---


def unlike(one: npt.NDArray[np.void], other: npt.NDArray[np.void]) -> list[str]:
    """Fields in which people differ, but for numbers of what one of two scenarios has more of."""
    return [name for name in differing(one, other) if name not in ("service", "therapy", "medicine", "reached")]


LATER = {
    "withheld care": ArmSpec(withhold=Withheld.CARE, withhold_from=7),
    "withheld therapy": ArmSpec(withhold=Withheld.THERAPY, withhold_from=7),
    "medication stopped": ArmSpec(stop_medication=True, stop_week=7),
    "medication tapered": ArmSpec(stop_medication=True, stop_week=7, taper_weeks=3),
    "a course": ArmSpec(intervention="cbt", start_week=7),
}


@pytest.mark.parametrize("what", LATER)
def test_a_trial_is_identical_until_it_does_something(what: str, lived: Callable[[TrialSpec], Lived]) -> None:
    weeks = lived(trial(LATER[what], NOTHING, 7, 12, recruit=SICK)).weeks
    usual = lived(trial(NOTHING, NOTHING, 7, 12, recruit=SICK)).weeks
    assert [unlike(weeks[at], usual[at]) for at in range(7)] == [[]] * 7
    assert unlike(weeks[7], usual[7])


@pytest.mark.parametrize("route", ["therapy_withheld", "care_withheld", "medication_withdrawn"])
def test_a_society_is_identical_until_a_route_is_closed(route: str, quick: Scenario, start: Snapshot) -> None:
    """Programmes may close a way into care as well, for everybody."""
    keen = {**quick.parameters, "seek_rate": 0.3, "referral": 1.0, "prescription": 1.0}
    usual = quick.model_copy(update={"parameters": keen})
    closing = InterventionSpec(title="Closed", stands_for="nothing begins", doses={route: 1.0})
    closed = usual.model_copy(
        update={
            "interventions": {**usual.interventions, "closed": closing},
            "programmes": {"closing": ProgrammeSpec(intervention="closed", start_week=6, reach=1.0)},
        }
    )
    one, other = (Engine(scenario, start.ties, start.state.copy(), SEED) for scenario in (usual, closed))
    begun = {"therapy_withheld": waiting, "care_withheld": visiting, "medication_withdrawn": medicated}[route]
    for week in range(1, 11):
        one.step()
        other.step()
        assert (not unlike(one.people, other.people)) == (week < 6), week
        assert begun(other.people).any() == (week < 6)
        assert begun(one.people).any()


# --- relapse ---


def test_relapse_by_hand() -> None:
    """A new episode, or a score at the cut-off within the old one at a visit since; an earlier one does not count."""
    weeks = [0, 10, 20]
    lives = {
        "well": ([3, 3, 3], [0, 0, 0], [1, 1, 1]),
        "new episode": ([3, 3, 4], [0, 0, 1], [1, 1, 2]),
        "old one, back at the cut-off": ([12, 3, 10], [1, 1, 1], [1, 1, 1]),
        "old one, below it": ([12, 3, 9], [1, 1, 1], [1, 1, 1]),
        "high without an episode": ([3, 3, 14], [0, 0, 0], [1, 1, 1]),
        "ill and well again before": ([3, 3, 3], [0, 0, 0], [1, 2, 2]),
    }
    waves = pd.DataFrame(
        [
            (person, "one", week, float(phq9[at]), bool(ill[at]), episodes[at])
            for person, (phq9, ill, episodes) in enumerate(lives.values())
            for at, week in enumerate(weeks)
        ],
        columns=["person", "arm", "week", "phq9", "in_depression", "episodes_depression"],
    )
    assert relapse(waves, "phq9", 20, "one", since=10) == pytest.approx(2 / 6)
    assert relapse(waves, "phq9", 20, "one", since=0) == pytest.approx(3 / 6)
    assert np.isnan(relapse(waves, "phq9", 20, "nobody"))
    assert np.isnan(relapse(waves, "gse", 20, "one"))
    left = waves[(waves["person"] != 1) | (waves["week"] < 20)]
    assert relapse(left, "phq9", 20, "one", since=10) == pytest.approx(1 / 5)
