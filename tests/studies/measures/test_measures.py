"""Measures of the evidence: one for each judged row, and their tools by hand and against other people's code."""

import math
import re
from collections.abc import Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any, cast

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest
from scipy.stats import CensoredData, ecdf
from sklearn.linear_model import LogisticRegression

from sim.evidence.rows import evidence_rows
from sim.network.ties import Ties, ties_from_pairs
from sim.people.state import Disorder
from sim.scenario.scenario import Scenario
from sim.studies.measures import MEASUREMENTS, Laboratory, contacts, laboratory
from sim.studies.measures.estimate import jackknife, proportion
from sim.studies.measures.help_seeking import odds_ratio_per_sd
from sim.studies.measures.history import survival
from sim.studies.measures.spells import ended_by, episodes, person_months, remitted
from sim.studies.measures.therapy import END, relapsed
from sim.studies.trauma.aftermath import Course, courses
from sim.studies.trials.spec import ArmSpec, TrialSpec
from tests.studies.measures.made_up import quiet

DEPRESSION, STRESS = Disorder.DEPRESSION, Disorder.POST_TRAUMATIC_STRESS
WITH_A_BAND = sorted(name for name, row in evidence_rows().items() if row.band is not None)


# --- the registry ---


def test_every_row_with_a_band_has_a_measure_and_no_other_row_has() -> None:
    assert sorted(MEASUREMENTS) == WITH_A_BAND
    assert {*evidence_rows("fit"), *evidence_rows("check")} == set(WITH_A_BAND)


def test_no_row_is_measured_twice() -> None:
    folder = Path(laboratory.__file__).parent
    said = [row for path in folder.glob("*.py") for row in re.findall(r'^@measures\("(\w+)"\)', path.read_text(), re.M)]
    assert sorted(said) == WITH_A_BAND
    assert len(set(MEASUREMENTS.values())) == len(WITH_A_BAND)


def test_every_measure_says_what_it_measures() -> None:
    for row, measure in MEASUREMENTS.items():
        assert measure.__doc__, row
        assert len(measure.__doc__.split()) > 1, row


# --- errors ---


def test_the_jackknife_knows_the_error_of_a_mean() -> None:
    rng = np.random.default_rng(1)
    people = 200
    tables = [pd.DataFrame({"person": range(people), "x": rng.normal(5.0, 3.0, people)}) for _ in range(200)]
    found = [jackknife(table, lambda part: float(part["x"].mean())) for table in tables]
    assert [one.value for one in found[:3]] == [table["x"].mean() for table in tables[:3]]
    typical = math.sqrt(np.mean([one.error**2 for one in found]))
    assert typical == pytest.approx(3.0 / math.sqrt(people), rel=0.08)


def test_the_jackknife_keeps_a_persons_rows_together() -> None:
    one = pd.DataFrame({"person": range(50), "x": np.random.default_rng(2).normal(size=50)})
    twice = pd.concat([one, one], ignore_index=True)

    def middle(part: pd.DataFrame) -> float:
        return float(part["x"].mean())

    assert jackknife(twice, middle) == pytest.approx(jackknife(one, middle))


def test_nobody_has_no_estimate() -> None:
    assert all(math.isnan(value) for value in jackknife(pd.DataFrame({"person": []}), lambda _: 1.0))
    assert all(math.isnan(value) for value in proportion(0, 0))


def test_a_proportion_by_hand() -> None:
    found = proportion(20, 80)
    assert found.value == 25.0
    assert found.error == pytest.approx(100.0 * math.sqrt(21 / 82 * 61 / 82 / 80))
    assert proportion(0, 100).value == 0.0
    assert proportion(0, 100).error > 0.0


# --- survival ---


def test_survival_by_hand() -> None:
    lengths = np.array([2.0, 3.0, 3.0, 5.0, 8.0])
    ended = np.array([True, True, False, True, False])
    # 5 at risk at 2, 4 at 3, 2 at 5
    assert survival(lengths, ended, 1.0) == 0.0
    assert survival(lengths, ended, 2.0) == pytest.approx(1 - 4 / 5)
    assert survival(lengths, ended, 4.0) == pytest.approx(1 - 4 / 5 * 3 / 4)
    assert survival(lengths, ended, 100.0) == pytest.approx(1 - 4 / 5 * 3 / 4 * 1 / 2)
    assert math.isnan(survival(np.zeros(0), np.zeros(0, np.bool_), 1.0))


@pytest.mark.parametrize("seed", range(5))
def test_survival_is_scipys(seed: int) -> None:
    rng = np.random.default_rng(seed)
    lengths = np.ceil(rng.exponential(30.0, 120))
    ended = rng.random(120) < 0.6
    theirs = ecdf(CensoredData(uncensored=lengths[ended], right=lengths[~ended])).cdf
    for week in (1.0, 13.0, 26.0, 52.0):
        assert survival(lengths, ended, week) == pytest.approx(float(theirs.evaluate(np.array([week]))[0]))


def test_spells_over_by_a_week_are_a_percentage() -> None:
    spells = pd.DataFrame({"weeks": [2, 3, 3, 5, 8], "ended": [True, True, False, True, False]})
    assert ended_by(spells, 4) == pytest.approx(40.0)


# --- spells ---


def rows(table: pd.DataFrame) -> list[tuple[Any, ...]]:
    return [tuple(row) for row in table.to_numpy().tolist()]


def test_an_episode_begins_and_ends_before_the_diagnosis_knows() -> None:
    history = quiet(20, 2)
    history.onset[5, 1] = 1  # two weeks of illness, 4 and 5
    history.over[14, 1] = 1  # four weeks well, 11 to 14
    assert rows(episodes(history, DEPRESSION, weeks_well=4, weeks_ill=2)) == [(1, 4, 7, True)]
    assert rows(episodes(history, STRESS, weeks_well=4, weeks_ill=2)) == []


def test_an_episode_that_is_not_over_is_cut_short_by_the_end() -> None:
    history = quiet(20, 1)
    history.onset[5, 0] = 4
    assert rows(episodes(history, STRESS, weeks_well=4, weeks_ill=2)) == [(0, 4, 16, False)]


def test_a_newcomer_cuts_an_episode_short() -> None:
    history = quiet(20, 1)
    history.onset[5, 0] = 1
    history.newcomer[9, 0] = True
    history.over[14, 0] = 1  # of the newcomer
    assert rows(episodes(history, DEPRESSION, weeks_well=4, weeks_ill=2)) == [(0, 4, 5, False)]


def test_somebody_may_have_two_episodes() -> None:
    history = quiet(40, 1)
    history.onset[[5, 20], 0] = 1
    history.over[[14, 33], 0] = 1
    history.over[16, 0] = 2  # of anxiety
    assert rows(episodes(history, DEPRESSION, weeks_well=4, weeks_ill=2)) == [(0, 4, 7, True), (0, 19, 11, True)]


def test_who_counts_as_remitted_and_for_how_long() -> None:
    history = quiet(20, 7)
    before = np.array([1, 1, 0, 2, 1, 1, 1], np.uint8)  # the third never had an episode
    history.onset[6, [0, 1, 2]] = 1  # in the third week after four weeks well
    history.in_episode[2, 1] = 1  # not well for four weeks
    history.newcomer[5, 4] = True
    history.onset[7, 4] = 1  # somebody else's
    history.newcomer[3, 5] = True
    history.onset[8, 6] = 2  # another disorder
    found = remitted(history, DEPRESSION, 4, before)
    assert rows(found) == [(0, 3, True), (3, 16, False), (4, 1, False), (6, 16, False)]


def test_months_at_risk_by_number_of_events() -> None:
    history = quiet(8, 4)
    history.onset[5, 0] = 1  # dated to week 4: the second month
    history.in_episode[5:, 0] = 1
    history.life_event[6, 0] = True
    history.in_episode[:, 1] = 1  # never at risk
    history.life_event[1, 2] = True
    history.trauma[2, 2] = 2
    history.onset[4, 3] = 1  # dated to week 3: the first month; the second is not at risk
    history.in_episode[4:, 3] = 1
    found = person_months(history, DEPRESSION, weeks_ill=2)
    assert rows(found) == [(0, 3, 1), (1, 1, 1), (2, 1, 0), (3, 0, 0)]


def test_many_events_are_three_or_more() -> None:
    history = quiet(4, 1)
    history.life_event[:, 0] = True
    assert rows(person_months(history, DEPRESSION, weeks_ill=2))[3] == (3, 1, 0)


# --- courses after a trauma ---


def test_courses_by_hand() -> None:
    low, high = [10.0, 20.0, 15.0], [50.0, 30.0, 40.0]
    paths = np.array([low + low, high + low, high + high, low + high, [33.0] * 6, [32.9] * 6])
    named = [Course.RESILIENT, Course.RECOVERING, Course.CHRONIC, Course.DELAYED, Course.CHRONIC, Course.RESILIENT]
    assert courses(paths).tolist() == named
    assert len(courses(np.zeros((0, 6)))) == 0


def test_one_reading_makes_no_course() -> None:
    assert courses(np.array([[5.0, 60.0, 5.0, 5.0, 5.0, 60.0]])).tolist() == [Course.RESILIENT]


# --- contacts ---


def tied(people: int, pairs: npt.NDArray[np.int64]) -> Ties:
    strength, layer = np.full(len(pairs), 0.5, np.float32), np.ones(len(pairs), np.uint8)
    return ties_from_pairs(people, pairs[:, 0].astype(np.int32), pairs[:, 1].astype(np.int32), strength, layer)


def society(ties: Ties, case: npt.NDArray[np.bool_]) -> Laboratory:
    """What the measures of contacts see of a society."""
    survey = pd.DataFrame({"phq9": np.where(case, 15.0, 3.0)})
    made = SimpleNamespace(seed=1, survey=survey, start=SimpleNamespace(ties=ties))
    made.at_least = lambda _: made
    return cast("Laboratory", made)


TRIPLES = np.arange(6000).reshape(-1, 3)  # a - b - c
CHAINS = np.vstack([TRIPLES[:, :2], TRIPLES[:, 1:]])


def test_cases_in_pairs_are_an_excess() -> None:
    pairs = np.arange(4000).reshape(-1, 2)
    case = np.arange(4000) % 20 < 2  # both of every tenth pair
    found = contacts.excess_at(society(tied(4000, pairs), case), 1)
    assert found.value == pytest.approx(900.0, rel=0.25)  # one in ten by chance, always in pairs
    assert 0.0 < found.error < 100.0


@pytest.mark.parametrize("distance", [1, 2])
def test_independent_cases_are_no_excess(distance: int) -> None:
    case = np.random.default_rng(3).random(6000) < 0.3
    found = contacts.excess_at(society(tied(6000, CHAINS), case), distance)
    assert abs(found.value) < 4.0 * found.error
    assert found.error < 10.0


def test_two_steps_are_not_one() -> None:
    case = np.zeros(6000, np.bool_)
    case[TRIPLES[::5, [0]]] = case[TRIPLES[::5, [2]]] = True  # both ends of every fifth chain
    lab = society(tied(6000, CHAINS), case)
    assert contacts.excess_at(lab, 1).value == -100.0
    assert contacts.excess_at(lab, 2).value > 300.0


def test_the_closest_ties_are_kept_both_ways() -> None:
    rng = np.random.default_rng(4)
    pairs = np.unique(np.sort(rng.integers(0, 300, (4000, 2)), axis=1), axis=0)
    pairs = pairs[pairs[:, 0] != pairs[:, 1]]
    strength = rng.permutation(np.linspace(0.01, 1.0, len(pairs))).astype(np.float32)
    whose = pairs.astype(np.int32)
    ties = ties_from_pairs(300, whose[:, 0], whose[:, 1], strength, np.ones(len(pairs), np.uint8))
    near = contacts.close_ties(ties)
    assert (near.toarray() == near.toarray().T).all()
    assert near.sum() / 300 == pytest.approx(contacts.CLOSE_TIES, abs=0.02)
    strongest = pairs[np.argsort(-strength)[:600]]
    assert near[strongest[:, 0], strongest[:, 1]].min() == 1.0


# --- odds ratios ---


@pytest.mark.parametrize("slope", [-0.8, 0.0, 1.5])
def test_the_odds_ratio_is_scikit_learns(slope: float) -> None:
    rng = np.random.default_rng(5)
    x = rng.normal(0.4, 0.2, 3000)
    sought = rng.random(3000) < 1.0 / (1.0 + np.exp(1.0 - slope * (x - 0.4) / 0.2))
    people = pd.DataFrame({"stigma": x, "sought": sought})
    scaled = ((x - x.mean()) / x.std())[:, None]
    theirs = LogisticRegression(C=1e10, tol=1e-8).fit(scaled, sought)
    ours = odds_ratio_per_sd(people, "stigma", "sought")
    assert ours == pytest.approx(math.exp(float(theirs.coef_[0, 0])), rel=1e-3)
    assert ours == pytest.approx(math.exp(slope), rel=0.2)


def test_there_is_no_odds_ratio_without_differences() -> None:
    people = pd.DataFrame({"same": [0.5] * 4, "stigma": [0.1, 0.2, 0.3, 0.4], "sought": [True, False, True, False]})
    assert math.isnan(odds_ratio_per_sd(people, "same", "sought"))
    assert math.isnan(odds_ratio_per_sd(people.assign(sought=True), "stigma", "sought"))


# --- relapse ---

VISITS = [0, END, END + 13, END + 26, END + 39, END + 52]


def life(
    person: int,
    phq9: Sequence[float],
    *,
    episodes: Sequence[int] = (1,) * 6,
    ill: Sequence[bool] = (False,) * 6,
    status: str = "completed",
    arm: str = "treated",
    turn: int = 0,
) -> pd.DataFrame:
    """One participant: at week 0, at the end of the course, and each quarter of the year after."""
    table = pd.DataFrame({"week": VISITS, "phq9": phq9, "episodes_depression": episodes, "in_depression": ill})
    table = table.iloc[: len(phq9)]
    return table.assign(person=person, turn=turn, arm=arm, status=status)


WELL = [20.0, 5.0, 5.0, 4.0, 6.0, 5.0]
NEW = (1, 1, 1, 1, 2, 2)
BACK = [20.0, 8.0, 8.0, 12.0, 6.0, 5.0]
STILL_ILL = (True, True, True, True, False, False)


def test_relapse_by_hand() -> None:
    waves = pd.concat(
        [
            life(1, WELL),
            life(1, WELL, episodes=NEW, turn=1),  # a new episode
            life(2, BACK, ill=STILL_ILL),  # the old one, with a score at the cut-off
            life(3, BACK),  # such a score alone is no relapse
            life(4, [20.0, 11.0, 5.0, 5.0, 5.0, 5.0], episodes=NEW),  # did not respond
            life(5, WELL, episodes=NEW, status="dropped_out"),
            life(6, WELL, episodes=NEW, arm="control"),
        ],
        ignore_index=True,
    )
    assert relapsed(waves, 52) == pytest.approx(50.0)
    assert relapsed(waves, 26) == pytest.approx(25.0)  # the new episode came later


def test_those_who_left_are_not_followed() -> None:
    gone = life(7, WELL, episodes=NEW).iloc[:4]
    assert relapsed(pd.concat([life(1, WELL), gone], ignore_index=True), 52) == 0.0


def test_nobody_relapses_where_nobody_responded() -> None:
    assert math.isnan(relapsed(life(1, [20.0] * 6), 52))


# --- the laboratory ---


@pytest.fixture
def counted(monkeypatch: pytest.MonkeyPatch) -> dict[str, int]:
    """How often each study was made; nothing is simulated."""
    made = {"snapshot": 0, "live_through": 0, "follow": 0}

    def stand_in(name: str) -> Any:
        def study(*_: Any, **named: Any) -> Any:
            made[name] += 1
            return SimpleNamespace(waves=pd.DataFrame({"person": [1, 2], "turned": named.get("turn")}))

        return study

    for name in made:
        monkeypatch.setattr(laboratory, name, stand_in(name))
    return made


def plan(weeks: int) -> TrialSpec:
    arms = {"one": ArmSpec(), "two": ArmSpec(), "three": ArmSpec()}
    return TrialSpec(title="", arms=arms, comparator="one", weeks=[weeks])


def test_each_study_is_made_once(quick: Scenario, counted: dict[str, int]) -> None:
    lab = Laboratory(quick, 500, 1)
    for _ in range(3):
        assert lab.start is lab.start
        assert lab.history is lab.history
        assert lab.trial(plan(8)) is lab.trial(plan(8))
    assert counted == {"snapshot": 1, "live_through": 1, "follow": 3}  # a turn for each arm
    lab.trial(plan(9))
    assert counted["follow"] == 6


def test_turns_of_a_trial_stand_below_each_other(quick: Scenario, counted: dict[str, int]) -> None:
    waves = Laboratory(quick, 500, 1).trial(plan(8))
    assert waves["turn"].tolist() == waves["turned"].tolist() == [0, 0, 1, 1, 2, 2]


def test_a_larger_laboratory_is_made_once(quick: Scenario) -> None:
    lab = Laboratory(quick, 500, 3, years=2, keep=False)
    large = lab.at_least(900)
    assert lab.at_least(500) is lab
    assert lab.at_least(900) is large
    assert (large.people, large.seed, large.years, large.keep) == (900, 3, 2, False)


def test_a_survey_asks_everybody(quick: Scenario) -> None:
    lab = Laboratory(quick, 400, 2, keep=False)
    assert len(lab.survey) == lab.survey["person"].nunique() == 400
    assert lab.survey["phq9"].between(0, 27).all()
    assert lab.survey["ill"].sum() >= lab.survey["in_depression"].sum()
