"""Measures of the sealed rows, on made-up people for whom the answer is known; never on the model itself."""

import math
from types import SimpleNamespace
from typing import Any

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy import sparse

from sim.outcomes.courses import COURSE
from sim.people.state import Care, Disorder, Domain
from sim.scenario.load import load_scenario
from sim.studies.measures import decades, exposed, population, relapse_prevention, routine_care, sources
from tests.studies.measures.made_up import ScriptedEngine, lab_of, people_of, quiet, related_columns, start_of

DEPRESSION, ANXIETY = 1, 2  # bits
type Scores = npt.NDArray[np.float64]


def scored(by_week: dict[int, Scores]) -> Any:
    """Stands in for the instruments: scores written down by week (people by instruments)."""
    return lambda _, rows, __, ___, week, *____: by_week.get(week, np.zeros((10**4, 5)))[rows]


def scripted(monkeypatch: pytest.MonkeyPatch, module: Any, engine: ScriptedEngine) -> None:
    """A measure that would start an engine gets this one."""
    monkeypatch.setattr(module, "Engine", lambda *_, **__: engine)


# --- self-efficacy over 28 months ---


def test_stability_over_28_months(monkeypatch: pytest.MonkeyPatch) -> None:
    columns = related_columns(2000, {("now", "then"): 0.6}, ["now", "then"])
    later, weeks = np.zeros((2000, 5)), []
    later[:, 3] = columns["then"]
    people = people_of(2000)

    def lived_on(_: Any, __: Any, ___: int, lived: int) -> Any:
        weeks.append(lived)
        return start_of(people, week=lived)

    monkeypatch.setattr(population, "lived_on", lived_on)
    monkeypatch.setattr(population, "scores_of", scored({121: later}))
    survey = pd.DataFrame({"person": np.arange(2000), "treated": False, "gse": columns["now"]})
    lab = lab_of(scenario=None, start=None, seed=1, parameters=None, survey=survey)
    assert population.stability_of_self_efficacy_over_28_months(lab).value == pytest.approx(0.6)
    assert weeks == [121]  # 28 months


# --- after traumas ---


def test_people_are_asked_after_a_trauma_until_the_next(monkeypatch: pytest.MonkeyPatch) -> None:
    people = people_of(4)
    people["support_emotional"], people["support_instrumental"] = 0.2, 0.6
    scores = {week: np.full((4, 5), float(week)) for week in range(200)}
    for week, answers in scores.items():
        answers[:, 3] = 1000.0 + week

    def script(engine: ScriptedEngine) -> None:
        engine.people["trauma"] = 0
        if engine.week == 10:
            engine.people["trauma"][[0, 1, 2]] = [1, 2, 1]
        if engine.week == 30:
            engine.people["trauma"][1] = 1  # asked anew after this one
        if engine.week == 20:
            engine.people["id"][2] = 99  # somebody else

    engine = ScriptedEngine(people, script)
    scripted(monkeypatch, exposed, engine)
    monkeypatch.setattr(exposed, "scores_of", scored(scores))
    state = start_of(people)
    table = exposed.exposed(lab_of(scenario=None, start=state, seed=1))
    assert engine.week == 3 * 52
    found = table.set_index("person")
    assert sorted(table["person"]) == [0, 1]
    assert found.loc[0].to_numpy().tolist() == pytest.approx([14.0, 23.0, 36.0, 1014.0, 0.4])
    assert found.loc[1].to_numpy().tolist() == pytest.approx([34.0, 43.0, 56.0, 1034.0, 0.4])


def after_traumas(**columns: Any) -> Any:
    table = pd.DataFrame({"person": np.arange(len(next(iter(columns.values())))), **columns})
    return lab_of(once=lambda *_: table)


def test_belief_and_support_go_with_less_stress() -> None:
    columns = related_columns(
        3000, {("belief_soon", "stress_later"): -0.58, ("support_later", "stress_later"): -0.28},
        ["belief_soon", "support_later", "stress_later"],
    )  # fmt: skip
    lab = after_traumas(**columns)
    assert exposed.early_belief_and_later_stress(lab).value == pytest.approx(-0.58)
    assert exposed.support_and_stress_after_a_trauma(lab).value == pytest.approx(-0.28)
    assert math.isnan(exposed.related(columns[:2], "belief_soon", "stress_later"))


def test_how_many_are_still_stressed_after_three_months() -> None:
    soon = np.where(np.arange(1000) < 300, 33.0, 32.0)
    quarter = np.where((np.arange(1000) < 150) | (np.arange(1000) >= 950), 33.0, 10.0)  # some begin late
    lab = after_traumas(stress_soon=soon, stress_quarter=quarter)
    assert exposed.stress_left_after_three_months(lab).value == pytest.approx(200 / 300)
    assert math.isnan(exposed.share_left(pd.DataFrame({"stress_soon": [1.0], "stress_quarter": [50.0]})))


# --- decades ---


def test_first_episodes_and_the_next() -> None:
    history = quiet(1100, 6)
    history.onset[10, [0, 1, 2, 3, 4]] = DEPRESSION
    history.onset[60, 0] = DEPRESSION
    history.onset[60, 1] = ANXIETY
    history.newcomer[40, 3] = True
    history.onset[70, 3] = DEPRESSION  # somebody else's
    found = decades.after_the_first(history, np.array([0, 0, 0, 0, 1, 0]))
    assert [tuple(row) for row in found.to_numpy().tolist()] == [
        (0, 50, True), (1, 1090, False), (2, 1090, False), (3, 30, False),
    ]  # fmt: skip


def test_only_one_episode_in_twenty_years() -> None:
    history = quiet(26 + 1040, 100)
    history.onset[3] = DEPRESSION
    history.onset[500, :45] = DEPRESSION
    history.onset[1050, 45:60] = DEPRESSION  # later than twenty years after the first
    people = people_of(100)
    lab = lab_of(years=20, history=history, start=start_of(people))
    assert decades.only_one_episode_in_20_years(lab).value == pytest.approx(55.0)


def test_recurrence_within_twenty_years() -> None:
    history = quiet(26 + 1040, 50)
    history.onset[26 + 700, :21] = DEPRESSION
    people = people_of(50)
    people["episodes"][:, Disorder.DEPRESSION] = 2
    lab = lab_of(years=20, history=history, start=start_of(people))
    assert decades.depression_back_within_20_years(lab).value == pytest.approx(42.0)


def test_a_shorter_laboratory_is_followed_for_decades_once() -> None:
    made: list[str] = []

    def once(name: str, make: Any) -> Any:
        made.append(name)
        return make()

    start = start_of(people_of(1))
    lab = lab_of(years=10, scenario=load_scenario("baseline"), people=500, seed=3, keep=False, start=start, once=once)
    long = decades.for_decades(lab)
    assert (long.years, long.people, long.seed) == (20, 500, 3)
    assert long.start is start
    assert made == ["decades"]
    assert decades.for_decades(long) is long


def interviews(people: int, lasting: float, fading: float, left: float, moment: float, seed: int = 1) -> Scores:
    """Five interviews of people with these parts of variance."""
    rng = np.random.default_rng(seed)
    slow = rng.normal(size=people)
    trait = rng.normal(size=people)
    waves = []
    for _ in range(5):
        waves.append(lasting**0.5 * trait + fading**0.5 * slow + moment**0.5 * rng.normal(size=people))
        slow = left * slow + (1.0 - left**2) ** 0.5 * rng.normal(size=people)
    return np.array(waves)


@pytest.mark.parametrize(
    ("lasting", "fading", "left"), [(0.56, 0.24, 0.4), (0.3, 0.5, 0.3), (0.0, 0.7, 0.5), (0.7, 0.0, 0.5)]
)
def test_what_lasts_for_good_is_found(lasting: float, fading: float, left: float) -> None:
    waves = interviews(200_000, lasting, fading, left, 1.0 - lasting - fading)
    assert decades.lasting_share(3.0 * waves + 5.0) == pytest.approx(100.0 * lasting, abs=3.0)


def test_five_interviews_of_people_over_40(monkeypatch: pytest.MonkeyPatch) -> None:
    waves = interviews(3000, 0.56, 0.24, 0.4, 0.2)
    scores = {}
    for wave in range(5):
        scores[wave * 104] = np.zeros((4000, 5))
        scores[wave * 104][:3000, 0] = waves[wave]
        scores[wave * 104][3000:, 0] = 100.0 * wave
    people = people_of(4000, birth_week=np.where(np.arange(4000) < 3500, -40 * 52, -39 * 52))

    def script(engine: ScriptedEngine) -> None:
        if engine.week == 300:
            engine.people["id"][3000:3500] += 10**6

    scripted(monkeypatch, decades, ScriptedEngine(people, script))
    monkeypatch.setattr(decades, "scores_of", scored(scores))
    found = decades.lasting_share_of_depression(lab_of(scenario=None, start=start_of(people), seed=1))
    assert found.value == pytest.approx(decades.lasting_share(waves))
    assert found.error > 0.0


# --- sources ---


def year_of(success: float, examples: float, encouragement: float, distress: float, noise: float) -> pd.DataFrame:
    columns = related_columns(20_000, {}, [*sources.SOURCES, "noise"])
    weights = {"success": success, "examples": examples, "encouragement": encouragement, "distress": distress}
    belief = sum((weight * columns[name] for name, weight in weights.items()), start=noise * columns["noise"])
    table = {name: 3.0 + 0.2 * columns[name] for name in sources.SOURCES}
    return pd.DataFrame({"person": np.arange(20_000), **table, "gse": 29.0 + 5.0 * belief})


def test_the_share_that_the_sources_explain() -> None:
    found = sources.explained(year_of(0.5, 0.2, 0.2, -0.2, 0.8))
    assert found == pytest.approx((0.25 + 3 * 0.04) / (0.25 + 3 * 0.04 + 0.64))


@pytest.mark.parametrize("weights", [(0.3, 0.4, 0.0, 0.0), (0.3, 0.0, 0.0, -0.4), (-0.5, 0.1, 0.1, 0.1)])
def test_own_success_must_weigh_most(weights: tuple[float, float, float, float]) -> None:
    assert sources.explained(year_of(*weights, 0.8)) == 0.0


def test_a_year_of_the_four_sources(monkeypatch: pytest.MonkeyPatch) -> None:
    """Person 0 has two ties, of strengths 1 and 3."""
    people = people_of(3)
    visible = np.zeros(3, [("attempt", "u1"), ("encouragement", "f4")])
    visible["encouragement"] = [0.0, 0.4, 0.8]

    def script(engine: ScriptedEngine) -> None:
        even = engine.week % 2 == 0
        engine.people["tried"], engine.people["succeeded"] = 1, [even, 1, engine.week % 4 == 0]
        engine.people["severity"] = 0.0
        visible["attempt"] = [2, 2 if even else 1, 2 if engine.week % 4 == 0 else 1]
        engine.world.visible_states = visible

    scripted(monkeypatch, sources, ScriptedEngine(people, script))
    ties = sparse.csr_array(np.array([[0.0, 1.0, 3.0], [1.0, 0.0, 0.0], [3.0, 0.0, 0.0]]))
    monkeypatch.setattr(sources, "seen_by", lambda *_: ties)
    scores = np.zeros((3, 5))
    scores[:, 3] = [30.0, 31.0, 32.0]
    monkeypatch.setattr(sources, "scores_of", scored({52: scores}))
    table = sources.year_of_sources(lab_of(scenario=None, start=start_of(people), seed=1))
    assert table.loc[0].to_numpy().tolist() == pytest.approx(
        [0.0, 0.5, (0.5 * 1 + 0.25 * 3) / 4, (0.4 * 1 + 0.8 * 3) / 4, 0.5, 30.0]
    )
    assert table["success"].tolist() == pytest.approx([0.5, 1.0, 0.25])
    monkeypatch.setattr(sources, "year_of_sources", lambda _: year_of(0.5, 0.2, 0.2, -0.2, 0.8))
    assert sources.four_sources(lab_of()).value == pytest.approx(0.37 / 1.01, abs=1e-6)


# --- care as it is ---


def courses_of(number: int, **columns: Any) -> npt.NDArray[np.void]:
    """Courses of cases of depression, one a person."""
    made = np.zeros(number, COURSE)
    made["person"], made["sessions"], made["outcome"] = np.arange(number), 6, Care.COMPLETED
    made["first"] = made["last"] = [15.0, 0.0, 0.0]
    for name, values in columns.items():
        made[name] = values
    return made


def in_care(courses: npt.NDArray[np.void]) -> Any:
    return lab_of(once=lambda *_: courses, scenario=None)


def test_courses_left_early() -> None:
    outcome = np.where(np.arange(200) < 40, Care.DROPPED_OUT, Care.COMPLETED)
    assert routine_care.leave_therapy_early(in_care(courses_of(200, outcome=outcome))).value == pytest.approx(20.0)
    assert math.isnan(routine_care.leave_therapy_early(in_care(courses_of(0))).value)


def test_courses_of_one_session_or_more_that_began_in_the_run(monkeypatch: pytest.MonkeyPatch) -> None:
    ended = courses_of(4, sessions=[0, 1, 5, 5])
    ended["first"][3] = np.nan
    result = SimpleNamespace(courses=SimpleNamespace(ended=ended))
    asked: list[int] = []

    def run(_: Any, __: Any, weeks: int, *___: Any, **____: Any) -> Any:
        asked.append(weeks)
        return result

    monkeypatch.setattr(routine_care, "run", run)
    found = routine_care.routine(lab_of(scenario=None, start=None, seed=1))
    assert found["person"].tolist() == [1, 2]
    assert asked == [260]


def test_change_from_first_to_last_session() -> None:
    rng = np.random.default_rng(2)
    first = rng.uniform(10.0, 24.0, 400)
    courses = courses_of(500)
    courses["first"][:400, 0], courses["last"][:400, 0] = first, first - 4.0
    courses["first"][400:, 0], courses["last"][400:, 0] = 9.0, 0.0  # not for depression
    found = routine_care.change_in_routine_care(in_care(courses))
    assert found.value == pytest.approx(4.0 / first.std(ddof=1), rel=1e-5)
    assert math.isnan(routine_care.change(courses[400:]))


def test_remission_where_scores_steer() -> None:
    def with_share(remitted: int) -> npt.NDArray[np.void]:
        last = np.where(np.arange(200) < remitted, 4.9, 5.0)
        return courses_of(200, last=np.column_stack([last, last, last]))

    both = {"scores True": with_share(100), "scores False": with_share(70)}
    lab = lab_of(once=lambda name, _: both[name], scenario=load_scenario("baseline"))
    assert routine_care.remission_where_scores_steer(lab).value == pytest.approx(1.0 / (70 / 130), rel=1e-6)
    assert math.isnan(routine_care.remission_odds_ratio(with_share(0), with_share(70)))


@pytest.mark.parametrize("by_scores", [True, False])
def test_all_services_are_steered_by_scores_or_none(by_scores: bool) -> None:
    society = load_scenario("talking_therapies")
    changed = routine_care.measured(society, by_scores)
    assert {service.measurement_based for service in changed.services.values()} == {by_scores}
    assert changed.programmes == society.programmes


def test_belief_at_the_first_session_and_how_courses_end() -> None:
    people = people_of(4)

    def script(engine: ScriptedEngine) -> None:
        mine = engine.people
        mine["attended"], mine["course_ended"] = 0, 0
        mine["self_efficacy"][:, Domain.HELP] = float(engine.week)
        if engine.week == 2:
            mine["attended"][[0, 1, 2]], mine["session"] = 1, 1
        if engine.week == 3:
            mine["attended"][[0, 1, 2]], mine["session"] = 1, 2
        if engine.week == 4:
            mine["course_ended"][[0, 3]] = Care.COMPLETED  # the last one began before
            mine["course_ended"][1] = Care.DROPPED_OUT
            mine["id"][2] = 50
        if engine.week == 5:
            mine["course_ended"][2] = Care.COMPLETED  # of somebody else

    found = routine_care.beliefs_of_patients(ScriptedEngine(people, script), 6)  # type: ignore[arg-type]
    assert [tuple(row) for row in found.to_numpy().tolist()] == [(0, 2.0, True), (1, 2.0, False)]


def test_those_who_finish_believe_more(monkeypatch: pytest.MonkeyPatch) -> None:
    values = related_columns(1000, {}, ["x", "y"])
    belief = pd.concat([values["x"] / values["x"].std(ddof=1) + 0.6, values["y"] / values["y"].std(ddof=1)])
    table = pd.DataFrame({"person": np.arange(2000), "belief": belief, "finished": np.arange(2000) < 1000})
    monkeypatch.setattr(routine_care, "beliefs_of_patients", lambda *_: table)
    scripted(monkeypatch, routine_care, ScriptedEngine(people_of(1), lambda _: None))
    lab = lab_of(scenario=None, start=start_of(people_of(1)), seed=1)
    assert routine_care.belief_of_those_who_finish(lab).value == pytest.approx(0.6, abs=1e-6)
    assert math.isnan(routine_care.difference(table[:5]))


# --- the return of depression ---


def test_the_return_of_depression_in_those_well_after_several_episodes() -> None:
    rows = [
        {
            "person": person + 1000 * (arm == "treated"), "turn": 0, "arm": arm, "week": week,
            "in_depression": person >= 180 and week == 0,
            "episodes_depression": (2 if person < 190 else 1) + (week == 60 and person < returns),
        }
        for arm, returns in (("treated", 60), ("control", 90))
        for person in range(200)
        for week in (0, 60)
    ]  # fmt: skip
    found = relapse_prevention.return_of_depression(lab_of(trial=lambda _: pd.DataFrame(rows)))
    assert found.value == pytest.approx(math.log(1 - 60 / 180) / math.log(1 - 90 / 180))
