"""Virtual trials: who is recruited, that arms get what they should and nothing else, and what is told of it."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from statistics import mean, variance
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd
import pytest

from sim.command.main import main
from sim.command.trial import effects_tables, mediation_words, spillover_words
from sim.engine import Engine
from sim.person import Care, Channel
from sim.report.style import png
from sim.report.trial_effects import draw_effects, finding
from sim.report.trial_flow import Flow, arm_boxes, draw_flow
from sim.scenario import Scenario
from sim.scenario_files import ScenarioError
from sim.scoring import SCORES, scores_of
from sim.snapshot import Snapshot, snapshot
from sim.specs import Problem, UnknownName, WrongValue
from sim.studies.statistics import hedges_g
from sim.studies.trials import follow as following
from sim.studies.trials.effects import dropout, effect_size, effects, never_began, remission, response
from sim.studies.trials.follow import Waves, follow, with_arms
from sim.studies.trials.mediation import Mediation, mediation
from sim.studies.trials.plan import ArmSpec, RecruitSpec, TrialSpec, Withheld
from sim.studies.trials.recruiting import randomise, recruit
from sim.studies.trials.spillover import Spillover, spillover
from sim.studies.trials.trial_files import load_trial, trial_names

PEOPLE, SEED = 3000, 7
FIRST_COLUMNS = [
    "outcome", "week", "arm", "comparator", "g", "low", "high", "n_arm", "n_comparator", "response", "remission",
    "dropout",
]  # fmt: skip


@pytest.fixture(scope="module")
def start(quick: Scenario) -> Snapshot:
    return snapshot(quick, PEOPLE, SEED)


@pytest.fixture
def engine(quick: Scenario, start: Snapshot) -> Engine:
    return Engine(quick, start.ties, start.state.copy(), SEED)


def trial(one: ArmSpec, other: ArmSpec, *weeks: int, **changed: Any) -> TrialSpec:
    """A trial of the arms `one` and `other`, the comparator, among people with some symptoms."""
    changed = {"recruit": RecruitSpec(phq9=(3.0, 27.0), share=0.5), **changed}
    return TrialSpec(
        title="A trial", arms={"one": one, "other": other}, comparator="other", weeks=list(weeks), **changed
    )


CBT, NOTHING = ArmSpec(intervention="cbt"), ArmSpec()


@pytest.fixture(scope="module")
def treated(quick: Scenario, start: Snapshot) -> tuple[TrialSpec, Waves]:
    """CBT against nothing."""
    plan = trial(CBT, NOTHING, 4, 16)
    return plan, follow(plan, quick, start, SEED)


# --- recruiting ---


def test_scores_of_recruits_lie_in_the_range(engine: Engine) -> None:
    found = recruit(engine, RecruitSpec(phq9=(5.0, 12.0), gad7=(2.0, 8.0), pcl5=(0.0, 20.0), share=1.0))
    scores = scores_of(engine.people, found.rows, engine.numbers, SEED, engine.week)
    assert len(found.rows) == found.eligible > 20
    assert found.assessed == PEOPLE
    for place, (low, high) in enumerate([(5.0, 12.0), (2.0, 8.0), (0.0, 20.0)]):
        assert scores[:, place].min() >= low
        assert scores[:, place].max() <= high


@pytest.mark.parametrize(
    ("problem", "channel"), [(Problem.DEPRESSION, Channel.DEPRESSION), (Problem.ANXIETY, Channel.ANXIETY)]
)
def test_recruits_have_the_diagnosis(problem: Problem, channel: Channel, engine: Engine) -> None:
    found = recruit(engine, RecruitSpec(diagnosis=[problem], share=1.0))
    ill = engine.people["in_episode"][:, channel] == 1
    free = engine.people["care"] != Care.IN_TREATMENT
    assert len(found.rows) > 0
    assert found.rows.tolist() == np.flatnonzero(ill & free).tolist()


def test_any_of_several_diagnoses_will_do(engine: Engine) -> None:
    both = set(recruit(engine, RecruitSpec(diagnosis=[Problem.DEPRESSION, Problem.ANXIETY], share=1.0)).rows.tolist())
    each = [
        recruit(engine, RecruitSpec(diagnosis=[one], share=1.0)).rows for one in (Problem.DEPRESSION, Problem.ANXIETY)
    ]
    assert both == set(np.concatenate(each).tolist())


def test_medication_is_respected(engine: Engine) -> None:
    weeks = engine.people["medication_weeks"]
    some = recruit(engine, RecruitSpec(medicated_weeks=8, share=1.0)).rows
    none = recruit(engine, RecruitSpec(unmedicated=True, share=1.0)).rows
    assert len(some) > 0
    assert weeks[some].min() >= 8
    assert weeks[none].max() == 0


def test_nobody_in_treatment_takes_part(engine: Engine) -> None:
    assert (engine.people["care"] == Care.IN_TREATMENT).any()
    found = recruit(engine, RecruitSpec(share=1.0))
    assert not (engine.people["care"][found.rows] == Care.IN_TREATMENT).any()
    assert found.eligible == (engine.people["care"] != Care.IN_TREATMENT).sum()


def test_a_share_of_the_eligible_takes_part(engine: Engine) -> None:
    found = recruit(engine, RecruitSpec(share=0.3))
    assert len(found.rows) / found.eligible == pytest.approx(0.3, abs=0.05)
    fewer = recruit(engine, RecruitSpec(share=0.1))
    assert set(fewer.rows.tolist()) < set(found.rows.tolist())


def test_no_more_than_the_wanted_number_takes_part(engine: Engine) -> None:
    found = recruit(engine, RecruitSpec(share=0.3, participants=21))
    assert len(found.rows) == 21
    assert set(found.rows.tolist()) < set(recruit(engine, RecruitSpec(share=0.3)).rows.tolist())


# --- randomising ---


@pytest.mark.parametrize("arms", [2, 3, 5])
def test_arms_are_of_equal_size_and_turns_put_everybody_once_in_each(arms: int, engine: Engine) -> None:
    rows = np.arange(0, 301)
    turns = np.array([randomise(engine, rows, arms, turn) for turn in range(arms)])
    for drawn in turns:
        sizes = np.bincount(drawn, minlength=arms)
        assert sizes.max() - sizes.min() <= 1
    assert (np.sort(turns, axis=0) == np.arange(arms)[:, None]).all()


def test_arms_are_drawn_by_chance_and_not_by_place(engine: Engine) -> None:
    rows = np.arange(0, 400)
    drawn = randomise(engine, rows, 2)
    assert 60 < drawn[:200].sum() < 140
    assert 120 < np.count_nonzero(np.diff(drawn)) < 280


@pytest.mark.parametrize("primary", ["phq9", "gad7", "gse"])
def test_arms_are_alike_in_the_main_outcome(primary: str, engine: Engine) -> None:
    rows = recruit(engine, RecruitSpec(phq9=(3.0, 27.0), share=0.5)).rows
    scores = scores_of(engine.people, rows, engine.numbers, SEED, engine.week)[:, SCORES.index(primary)]
    drawn = randomise(engine, rows, 3, primary=primary)
    for cut in np.unique(scores):  # of people about equally ill, as many are in each arm
        sizes = np.bincount(drawn[scores <= cut], minlength=3)
        assert sizes.max() - sizes.min() <= 1


def test_turns_begin_with_the_same_scores(quick: Scenario, start: Snapshot) -> None:
    plan = trial(CBT, NOTHING, 1)
    first, second = (follow(plan, quick, start, SEED, turn=turn).waves for turn in (0, 1))
    week = [table[table["week"] == 0] for table in (first, second)]
    pd.testing.assert_frame_equal(week[0].drop(columns="arm"), week[1].drop(columns="arm"))
    assert (week[0]["arm"] != week[1]["arm"]).all()


# --- following ---


def test_the_same_seed_gives_the_same_trial(quick: Scenario, start: Snapshot, treated: tuple[TrialSpec, Waves]) -> None:
    plan, first = treated
    again = follow(plan, quick, start, SEED)
    pd.testing.assert_frame_equal(first.waves, again.waves)
    assert first.scores.tobytes() == again.scores.tobytes()


def test_another_seed_gives_another_trial(quick: Scenario, start: Snapshot, treated: tuple[TrialSpec, Waves]) -> None:
    plan, first = treated
    other = follow(plan, quick, start, SEED + 1)
    assert first.recruited.rows.tolist() != other.recruited.rows.tolist()


def test_a_trial_leaves_its_population_as_it_was(quick: Scenario, start: Snapshot) -> None:
    before = start.state.people.tobytes()
    follow(trial(CBT, NOTHING, 2), quick, start, SEED)
    assert start.state.people.tobytes() == before


def test_a_course_is_attended_and_comes_to_an_end(treated: tuple[TrialSpec, Waves]) -> None:
    _, found = treated
    end = found.waves[found.waves["week"] == 16]
    one, other = end[end["arm"] == "one"], end[end["arm"] == "other"]
    assert (other["status"] == "none").all()
    assert not (one["status"] == "none").any()
    assert (one["status"] == "completed").mean() > 0.4
    assert one.loc[one["status"] == "never_began", "sessions"].max() == 0
    assert one.loc[one["status"].isin(["completed", "dropped_out"]), "sessions"].min() > 0


def test_a_course_begins_in_its_week(quick: Scenario, start: Snapshot) -> None:
    plan = trial(ArmSpec(intervention="cbt", start_week=6), NOTHING, 6, 9)
    waves = follow(plan, quick, start, SEED).waves
    late = waves[waves["arm"] == "one"]
    assert (late.loc[late["week"] <= 6, "status"] == "none").all()
    assert (late.loc[late["week"] <= 6, "sessions"] == 0).all()
    assert not (late.loc[late["week"] == 9, "status"] == "none").any()
    assert late.loc[late["week"] == 9, "sessions"].max() == 3


class Week(NamedTuple):
    """Everybody after a week."""

    ids: npt.NDArray[np.int64]
    care: npt.NDArray[np.uint8]
    in_contact: npt.NDArray[np.bool_]
    medicated: npt.NDArray[np.bool_]


@pytest.fixture
def watched(
    quick: Scenario, start: Snapshot, monkeypatch: pytest.MonkeyPatch
) -> Callable[[TrialSpec, str], list[Week]]:
    """Runs a trial, and tells of an arm's people week by week."""
    engines: list[Engine] = []

    class Seen(Engine):
        def __init__(self, *given: Any, **named: Any) -> None:
            super().__init__(*given, **named)
            engines.append(self)

    def run(plan: TrialSpec, arm: str) -> list[Week]:
        weeks: list[Week] = []

        def look() -> None:
            people = engines[-1].people
            in_contact, medicated = people["weeks_in_care"] > 0, people["medication_weeks"] > 0
            weeks.append(Week(people["id"].copy(), people["care"].copy(), in_contact, medicated))

        busy = quick.model_copy(update={"numbers": {**quick.numbers, "seek_rate": 0.3, "referral": 1.0}})
        found = follow(plan, busy, start, SEED, on_week=look)
        ids = found.participants.loc[found.participants["arm"] == arm, "person"].to_numpy()
        mine = [np.isin(week.ids, ids) for week in weeks]
        return [
            Week(week.ids[chosen], week.care[chosen], week.in_contact[chosen], week.medicated[chosen])
            for week, chosen in zip(weeks, mine, strict=True)
        ]

    monkeypatch.setattr(following, "Engine", Seen)
    return run


SICK = RecruitSpec(phq9=(6.0, 27.0), share=1.0)


def in_therapy(week: Week) -> bool:
    """Whether anybody is in a course or waits for one."""
    return bool(np.isin(week.care, [Care.IN_TREATMENT, Care.WAITING]).any())


def test_a_waiting_list_gets_no_therapy_until_its_time(watched: Callable[[TrialSpec, str], list[Week]]) -> None:
    plan = trial(NOTHING, ArmSpec(withhold=Withheld.THERAPY, withhold_until=12), 30, recruit=SICK)
    waiting, usual = watched(plan, "other"), watched(plan, "one")
    assert any(in_therapy(week) for week in usual[:12])
    assert not any(in_therapy(week) for week in waiting[:12])
    assert any(in_therapy(week) for week in waiting[12:])
    assert any(week.in_contact.any() for week in waiting[:12])  # the family doctor is not withheld


def test_withheld_care_shows_in_no_week(watched: Callable[[TrialSpec, str], list[Week]]) -> None:
    plan = trial(NOTHING, ArmSpec(withhold=Withheld.CARE), 20, recruit=SICK)
    without, usual = watched(plan, "other"), watched(plan, "one")
    assert any(week.in_contact.any() for week in usual)
    assert any(week.medicated.any() for week in usual)
    assert not any(in_therapy(week) or week.in_contact.any() or week.medicated.any() for week in without)


def test_a_trial_may_treat_those_from_whom_other_care_is_withheld(quick: Scenario, start: Snapshot) -> None:
    plan = trial(ArmSpec(intervention="cbt", withhold=Withheld.CARE), NOTHING, 16, recruit=SICK)
    end = follow(plan, quick, start, SEED).waves.query("week == 16 and arm == 'one'")
    assert (end["status"] == "completed").any()
    assert end["medicated"].max() == 0


def test_stopped_medication_is_not_taken_again(quick: Scenario, start: Snapshot) -> None:
    plan = trial(ArmSpec(stop_medication=True), NOTHING, 1, 10, recruit=RecruitSpec(medicated_weeks=1, share=1.0))
    waves = follow(plan, quick, start, SEED).waves
    assert waves.loc[waves["arm"] == "one", "medicated"].max() == 0
    assert waves.loc[waves["arm"] == "other", "medicated"].max() == 10


# --- bad input ---


def test_a_programme_needs_a_number_of_weeks(quick: Scenario) -> None:
    with pytest.raises(WrongValue, match=r"arms\.one\.sessions = 0: expected a number of weekly sessions"):
        with_arms(quick, {"one": ArmSpec(intervention="mass_media"), "other": NOTHING})
    made = with_arms(quick, {"one": ArmSpec(intervention="mass_media", sessions=5), "other": NOTHING})
    assert made.interventions["trial_one"].sessions == 5
    assert made.interventions["trial_one"].dropout == 0.0  # nobody has to come


def test_an_unknown_intervention_is_told(quick: Scenario) -> None:
    with pytest.raises(UnknownName, match=r"arms\.one\.intervention = 'cbtt'"):
        with_arms(quick, {"one": ArmSpec(intervention="cbtt"), "other": NOTHING})


def test_too_few_participants_are_told(quick: Scenario, start: Snapshot) -> None:
    with pytest.raises(WrongValue, match=r"recruit = 0: expected more participants \(0 of 3000 people are eligible\)"):
        follow(trial(CBT, NOTHING, 4, recruit=RecruitSpec(phq9=(27.0, 27.0))), quick, start, SEED)


FILE = """title = "Therapy against nothing"
scenario = "quick.toml"
people = 1000
comparator = "usual"
primary = "phq9"
weeks = [4, 14]

[recruit]
phq9 = [4, 27]
share = 0.8

[arms.therapy]
intervention = "cbt"

[arms.usual]
"""


@pytest.fixture
def file(quick_files: Path, tmp_path: Path) -> Path:
    """A trial in a folder with its scenario."""
    (tmp_path / "quick.toml").write_bytes((quick_files / "quick.toml").read_bytes())
    path = tmp_path / "mine.toml"
    path.write_text(FILE)
    return path


def refused(words: list[str], capsys: pytest.CaptureFixture[str]) -> str:
    """The one message about bad input."""
    assert main(words) == 2
    told = capsys.readouterr()
    assert told.out == ""
    message = told.err.strip()
    assert message.startswith("error: ")
    assert "\n" not in message
    return message


@pytest.mark.parametrize(
    ("old", "new", "expected"),
    [
        ('"cbt"', '"cbtt"', ["arms.therapy.intervention = 'cbtt'", "expected an intervention", "Did you mean 'cbt'?"]),
        ('"cbt"', '"mass_media"', ["arms.therapy.sessions = 0", "expected a number of weekly sessions"]),
        ("phq9 = [4", "phq8 = [4", ["recruit.phq8", "no such key", "Did you mean 'phq9'?"]),
        ("[4, 27]", "[27, 4]", ["recruit.phq9 = [27.0, 4.0]", "in order, from 0 to 27"]),
        ("[4, 14]", "[14, 4]", ["weeks = [14, 4]", "expected one week or more, in order"]),
        ("[4, 14]", "[4, 4]", ["weeks = [4, 4]", "expected one week or more, in order"]),
        ("[4, 14]", "[]", ["weeks = []", "expected one week or more"]),
        ('"usual"', '"usuall"', ["comparator = 'usuall'", "expected an arm", "Did you mean 'usual'?"]),
        ('"phq9"', '"phq"', ["primary = 'phq'", "expected an outcome", "Did you mean 'phq9'?"]),
        ('"quick.toml"', '"base"', ["scenario = 'base'", "Known: ", "baseline"]),
        ("share = 0.8", "share = 1.8", ["recruit.share = 1.8", "less than or equal to 1"]),
        ("share = 0.8", "unmedicated = true\nmedicated_weeks = 3", ["recruit.unmedicated = True", "expected false"]),
        ("\n[arms.usual]", "", ["arms = ['therapy']", "expected two arms or more"]),
        ("weeks = [4, 14]\n", "", ["weeks is missing"]),
    ],
)  # fmt: skip
def test_a_slip_in_a_file_is_told(
    old: str, new: str, expected: list[str], file: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert old in FILE
    file.write_text(FILE.replace(old, new, 1))
    told = refused(["trial", str(file)], capsys)
    for words in ["mine.toml", *expected]:
        assert words in told


def test_a_trial_that_nobody_can_join_is_told(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    file.write_text(FILE.replace("[4, 27]", "[27, 27]"))
    assert main(["trial", str(file), "--people", "300", "--out", str(tmp_path / "out")]) == 2
    told = capsys.readouterr().err
    assert "mine.toml: recruit = 0: expected more participants (0 of 300 people are eligible)" in told
    assert not (tmp_path / "out" / "run.json").exists()


def test_an_unknown_trial_is_told_with_the_nearest(capsys: pytest.CaptureFixture[str]) -> None:
    assert "Did you mean 'cbt_for_depression'?" in refused(["trial", "cbt_for_depresion"], capsys)


@pytest.mark.parametrize("name", trial_names())
def test_trials_that_come_with_the_model_can_be_read(name: str) -> None:
    plan, society = load_trial(name)
    assert len(with_arms(society, plan.arms).services) >= len(society.services)
    assert plan.title


def test_a_trial_needs_a_file() -> None:
    with pytest.raises(ScenarioError, match="no such trial file"):
        load_trial("nowhere.toml")


# --- effects ---


def measured(**columns: Any) -> pd.DataFrame:
    """Waves of hand-made people: two arms of four, week 0 and week 8."""
    table = pd.DataFrame(
        {"person": [*range(8)] * 2, "arm": (["one"] * 4 + ["other"] * 4) * 2, "week": [0] * 8 + [8] * 8}
    )
    return table.assign(**columns)


BEFORE = [10.0, 12.0, 14.0, 16.0, 10.0, 12.0, 14.0, 16.0]


def test_hedges_g_is_that_of_the_books() -> None:
    one, two = [3.0, 5.0, 8.0, 9.0, 4.0], [1.0, 2.0, 6.0]
    n, m = len(one), len(two)
    freedom = n + m - 2
    pooled = (((n - 1) * variance(one) + (m - 1) * variance(two)) / freedom) ** 0.5
    g = (1.0 - 3.0 / (4.0 * freedom - 1.0)) * (mean(one) - mean(two)) / pooled
    error = (1.0 / n + 1.0 / m + g**2 / (2.0 * (n + m))) ** 0.5
    assert hedges_g(one, two) == pytest.approx((g, error), rel=1e-12)


def test_an_arm_that_did_better_has_an_effect_above_zero() -> None:
    fallen = [4.0, 6.0, 5.0, 7.0, 10.0, 12.0, 14.0, 16.0]
    risen = [30.0, 31.0, 33.0, 32.0, 20.0, 21.0, 22.0, 23.0]
    waves = measured(phq9=BEFORE + fallen, gse=[25.0] * 8 + risen)
    for outcome in ("phq9", "gse"):
        better, error = effect_size(waves, outcome, 8, "one", "other")
        worse, _ = effect_size(waves, outcome, 8, "other", "one")
        assert better > 1.0
        assert worse == pytest.approx(-better)
        assert error > 0.0
    assert effect_size(waves, "phq9", 8, "one", "other")[0] == pytest.approx(-hedges_g(fallen[:4], fallen[4:])[0])


def test_nothing_to_compare_is_no_number() -> None:
    waves = measured(phq9=[10.0] * 16)
    assert np.isnan(effect_size(waves, "phq9", 8, "one", "other")[0])
    alone = waves[(waves["arm"] == "other") | (waves["person"] == 0)]
    assert np.isnan(effect_size(alone, "phq9", 8, "one", "other")[0])


def test_response_and_remission_by_hand() -> None:
    after = [5.0, 6.1, 4.9, 16.0, 4.0, 12.0, 7.0, 8.0]
    waves = measured(phq9=BEFORE + after)
    assert response(waves, "phq9", 8, "one") == 2 / 4  # 5 of 10, and 4.9 of 14; 6.1 of 12 is more than half
    assert response(waves, "phq9", 8, "other") == 3 / 4
    assert remission(waves, "phq9", 8, "one") == 1 / 4
    assert remission(waves, "phq9", 8, "other") == 1 / 4
    gone = waves[(waves["person"] != 0) | (waves["week"] == 0)]
    assert response(gone, "phq9", 8, "one") == 1 / 3
    assert np.isnan(response(measured(gse=BEFORE + after), "gse", 8, "one"))


def test_dropout_counts_those_who_began() -> None:
    status = ["completed", "dropped_out", "never_began", "in_treatment", "none", "none", "none", "none"]
    waves = measured(status=["none"] * 8 + status)
    assert dropout(waves, 8, "one") == pytest.approx(1 / 3)
    assert never_began(waves, 8, "one") == 1 / 4
    assert np.isnan(dropout(waves, 8, "other"))
    assert np.isnan(never_began(waves, 8, "other"))


def test_the_table_of_effects(treated: tuple[TrialSpec, Waves]) -> None:
    plan, found = treated
    table = effects(plan, found.waves)
    assert list(table)[: len(FIRST_COLUMNS)] == FIRST_COLUMNS
    assert not table.duplicated(["outcome", "week", "arm"]).any()
    assert set(table["week"]) == {4, 16}
    known = table.dropna(subset="g")
    assert (known["low"] < known["g"]).all()
    assert ((known["g"] + known["g"] - known["low"] - known["high"]).abs() < 1e-9).all()
    row = table[(table["outcome"] == "phq9") & (table["week"] == 16)].iloc[0]
    end = found.waves[found.waves["week"] == 16]
    arms = [end.loc[end["arm"] == arm, "phq9"] for arm in ("one", "other")]
    assert row["g"] == pytest.approx(-hedges_g(*arms)[0])
    assert (row["n_arm"], row["n_comparator"]) == (len(arms[0]), len(arms[1]))
    assert row["g"] > 0.0


# --- mediation ---


def lives(through: float, beside: float, moved: float, people: int = 3000) -> tuple[TrialSpec, pd.DataFrame]:
    """Made-up people: an arm that moves belief, which moves the outcome, and has an effect beside it."""
    dice = np.random.default_rng(3)
    arm = np.arange(people) % 2
    before, belief_before = dice.normal(14.0, 3.0, people), dice.normal(28.0, 4.0, people)
    belief = 0.5 * belief_before + moved * arm + dice.normal(0.0, 2.0, people)
    after = 0.5 * before + beside * arm + through * belief + dice.normal(0.0, 2.0, people)
    names = np.where(arm == 1, "one", "other")
    waves = [
        pd.DataFrame({"person": range(people), "arm": names, "week": week, "phq9": phq9, "gse": gse})
        for week, phq9, gse in ((0, before, belief_before), (8, before, belief), (26, after, belief))
    ]
    return trial(CBT, NOTHING, 8, 26), pd.concat(waves)


def test_a_known_share_is_found() -> None:
    plan, waves = lives(through=-0.9, beside=-1.2, moved=2.0)  # 1.8 of 3 points
    found = mediation(plan, waves, "one", seed=1)
    assert (found.mediator_week, found.outcome_week, found.n) == (8, 26, 3000)
    assert found.low < 0.6 < found.high
    assert found.high - found.low < 0.2
    assert found.total == pytest.approx(-3.0, abs=0.4)
    assert found.indirect == pytest.approx(-1.8, abs=0.3)


def test_nothing_goes_through_what_is_not_moved_or_does_not_matter() -> None:
    for through, moved in ((-0.9, 0.0), (0.0, 2.0)):
        plan, waves = lives(through=through, beside=-3.0, moved=moved)
        found = mediation(plan, waves, "one", seed=1)
        assert found.low < 0.0 < found.high
        assert abs(found.share) < 0.1


def test_no_effect_has_no_share() -> None:
    plan, waves = lives(through=0.0, beside=0.0, moved=2.0)
    found = mediation(plan, waves, "one", seed=1)
    assert np.isnan(found.share)
    assert "too small an effect" in mediation_words(found)


def test_nothing_is_told_of_a_handful_of_people() -> None:
    plan, waves = lives(through=-0.9, beside=-1.2, moved=2.0, people=18)
    found = mediation(plan, waves, "one", seed=1)
    assert np.isnan(found.total)
    assert found.n == 18


def test_shares_are_told_without_a_negative_zero() -> None:
    told = mediation_words(Mediation("one_arm", 8, 26, -3.0, 0.006, -0.002, -0.031, 0.02, 300))
    assert "one arm: 0 % of the effect" in told
    assert "\N{MINUS SIGN}3 to 2 %" in told


# --- spillover ---


def without_trial(quick: Scenario, start: Snapshot, weeks: int) -> Engine:
    engine = Engine(quick, start.ties, start.state.copy(), SEED)
    for _ in range(weeks):
        engine.step()
    return engine


def test_a_trial_of_nothing_changes_no_life(quick: Scenario, start: Snapshot) -> None:
    plan = trial(NOTHING, NOTHING, 12)
    found = follow(plan, quick, start, SEED)
    engine = without_trial(quick, start, 12)
    scores = scores_of(engine.people, np.arange(PEOPLE), engine.numbers, SEED, engine.week)
    assert found.scores.tobytes() == scores.tobytes()
    assert found.ids.tolist() == engine.people["id"].tolist()
    around = spillover(plan, quick, start, SEED, found)
    assert around.neighbours == 0
    assert "nobody outside the trial" in spillover_words(around, plan)


def test_a_course_that_has_not_begun_spills_nothing_over(quick: Scenario, start: Snapshot) -> None:
    plan = trial(ArmSpec(intervention="cbt", start_week=50), NOTHING, 12)
    around = spillover(plan, quick, start, SEED, follow(plan, quick, start, SEED))
    assert around.neighbours > 100
    assert (around.difference, around.low, around.high) == (0.0, 0.0, 0.0)


def test_a_course_changes_lives_of_the_treated(
    quick: Scenario, start: Snapshot, treated: tuple[TrialSpec, Waves]
) -> None:
    plan, found = treated
    engine = without_trial(quick, start, 16)
    scores = scores_of(engine.people, np.arange(PEOPLE), engine.numbers, SEED, engine.week)
    mine = found.recruited.rows[(found.participants["arm"] == "one").to_numpy()]
    assert (found.scores[mine] != scores[mine]).any(axis=1).mean() > 0.9
    around = spillover(plan, quick, start, SEED, found)
    assert around.low <= around.difference <= around.high
    assert 0.0 < around.tied_participants <= 1.0


def test_spillover_is_told_by_the_outcomes_name() -> None:
    told = spillover_words(Spillover(1200, -0.0031, -0.006, -0.0001, 0.34), trial(CBT, NOTHING, 8))
    assert "their depression (PHQ-9) differs by \N{MINUS SIGN}0.003 points (\N{MINUS SIGN}0.006 to 0.000)" in told
    assert "34 % of participants" in told


# --- figures and words ---


def numbers_in(words: str) -> list[int]:
    return [int(number.replace(",", "")) for number in re.findall(r": ([\d,]+)", words)]


def test_the_flow_adds_up(treated: tuple[TrialSpec, Waves]) -> None:
    plan, found = treated
    boxes = {arm: arm_boxes(found.waves, arm, arm, plan.weeks) for arm in plan.arms}
    randomised = [numbers_in(told[0])[0] for told in boxes.values()]
    assert sum(randomised) == len(found.recruited.rows)
    for (_, became, end), begun in zip(boxes.values(), randomised, strict=True):
        assert sum(numbers_in(became)) == begun
        left = re.search(r"left the population: ([\d,]+)", became)
        assert numbers_in(end)[0] + (int(left.group(1)) if left else 0) == begun


def test_those_who_left_the_population_are_told() -> None:
    waves = measured(status=["none"] * 8 + ["completed"] * 4 + ["none"] * 4)
    waves = waves[(waves["person"] != 0) | (waves["week"] == 0)]
    assert arm_boxes(waves, "one", "one arm", [8]) == [
        "one arm\nrandomised: 4",
        "completed the course: 3\nleft the population: 1",
        "measured in week 8: 3",
    ]


@pytest.mark.parametrize("arms", [2, 3, 6])
def test_boxes_of_the_flow_do_not_overlap(arms: int) -> None:
    told = [
        "an arm with a long name\nrandomised: 1,200",
        "\n".join(["never began the course: 1,200"] * 6),
        "measured: 1",
    ]
    figure = draw_flow(Flow(40_000, 9_000, 7_200, {f"arm {number}": told for number in range(arms)}), "A trial")
    png(figure)
    boxes = [text.get_bbox_patch() for text in figure.axes[0].texts if text.get_text()]
    extents = [box.get_window_extent() for box in boxes if box is not None]
    assert len(extents) == 2 + 3 * arms
    for number, one in enumerate(extents):
        assert not any(one.overlaps(other) for other in extents[number + 1 :])


def table_of(g: float, low: float, high: float) -> pd.DataFrame:
    rows = [(outcome, week, "one_arm", g, low, high) for outcome in ("phq9", "gse") for week in (4, 26)]
    table = pd.DataFrame(rows, columns=["outcome", "week", "arm", "g", "low", "high"])
    return table.assign(response=0.5, remission=0.25, dropout=np.nan, n_arm=40, n_comparator=41)


@pytest.mark.parametrize(
    ("numbers", "words"),
    [
        ((0.5, 0.2, 0.8), "one arm against other: less depression (PHQ-9) after 26 weeks (g 0.50"),
        ((-0.5, -0.8, -0.2), "one arm against other: more depression (PHQ-9) after 26 weeks"),
        ((0.1, -0.2, 0.4), "one arm against other: no clear effect on depression (PHQ-9) after 26 weeks"),
        ((np.nan, np.nan, np.nan), "nothing could be compared"),
    ],
)
def test_the_finding_is_about_the_last_week(numbers: tuple[float, float, float], words: str) -> None:
    table = table_of(*numbers)
    table.loc[table["week"] == 4, ["g", "low", "high"]] = 2.0, 1.5, 2.5  # a lucky week is not the finding
    plan = trial(CBT, NOTHING, 4, 26)
    assert words in finding(plan, table)
    png(draw_effects(plan, table))


def test_legend_and_note_do_not_overlap() -> None:
    figure = draw_effects(trial(CBT, NOTHING, 4, 26), table_of(0.5, 0.2, 0.8))
    png(figure)
    legend = figure.legends[0].get_window_extent()
    assert not any(legend.overlaps(text.get_window_extent()) for text in figure.texts)
    assert not any(legend.overlaps(axes.get_tightbbox()) for axes in figure.axes)  # type: ignore[arg-type]


@pytest.mark.parametrize("width", [80, 100])
def test_the_printed_tables_fit(width: int) -> None:
    from rich.console import Console

    console = Console(width=width)
    table = table_of(-0.51, -0.82, -0.2).replace("one_arm", "attention_control_by_telephone")
    table = table.assign(n_arm=1140, n_comparator=1131, dropout=0.12)
    with console.capture() as kept:
        for one in effects_tables(trial(CBT, NOTHING, 4, 26), table):
            console.print(one)
    printed = kept.get()
    assert "\N{HORIZONTAL ELLIPSIS}" not in printed
    for words in ("\N{MINUS SIGN}0.82 to \N{MINUS SIGN}0.20", "1140 / 1131", "telephone", "Remission", "12 %"):
        assert words in printed
    assert printed.count("Remission") == 1  # of symptom scales only


# --- the command ---


def test_a_trial_from_file_to_folder(file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    one, two = tmp_path / "one", tmp_path / "two"
    for out in (one, two):
        assert main(["trial", str(file), "--seed", "3", "--out", str(out)]) == 0
    printed = capsys.readouterr().out
    for words in ("Therapy against nothing", "Depression (PHQ-9)", "95 % interval", "Spillover: ", "therapy: "):
        assert words in printed
    names = {"effects.csv", "participants.parquet", "mediation.csv", "flow.png", "effects.png", "run.json"}
    assert {path.name for path in one.iterdir()} == names
    for name in names - {"run.json", "flow.png", "effects.png"}:
        assert (one / name).read_bytes() == (two / name).read_bytes()
    assert list(pd.read_csv(one / "effects.csv"))[: len(FIRST_COLUMNS)] == FIRST_COLUMNS
    record = json.loads((one / "run.json").read_text())
    people = pd.read_parquet(one / "participants.parquet")
    assert not people.duplicated(["person", "week"]).any()
    assert set(people["week"]) == {0, 4, 14}
    assert (people["week"] == 0).sum() == record["recruited"]["took_part"] == people["person"].nunique()
    assert record["recruited"]["assessed"] == 1000
    assert (record["seed"], record["trial"]["people"]) == (3, 1000)
    assert record["command"].endswith("--seed 3 --out " + str(one))


def test_earlier_results_are_never_overwritten_unasked(
    file: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "run.json").write_text("mine")
    assert "--replace" in refused(["trial", str(file), "--out", str(tmp_path)], capsys)
    assert (tmp_path / "run.json").read_text() == "mine"
