"""Quality of life, person by person: worked by hand, and beside an independent implementation in plain Python."""

import math
from typing import Any

import numpy as np
import numpy.typing as npt
import pytest

from sim import Scenario, load_scenario
from sim.command.main import main
from sim.economics.draws import utility_draws
from sim.economics.valuation import life_years
from sim.errors import ScenarioError
from sim.outcomes.health import HEALTH_CLASSES, NORM_CLASSES, UtilityClass, grade_lines
from sim.outcomes.resource_use import count_health
from sim.parameters import Parameters, parameter_record
from sim.parameters.health import DisabilityWeights, QualityOfLife
from sim.parameters.quantity import Quantity
from sim.people.condition import age_band
from sim.people.state import WEEKS_PER_YEAR, empty_people
from sim.scenario.load import BASELINE

MAN, WOMAN = 0, 1
WEEK = 40

# The published figures, copied once more by hand: norms by age from 18, 25, 35, 45, 55, 65 and 75 (Kind et al. 1999),
# and levels of patients from remission to severe (Kolovos et al. 2017).
NORMS = {MAN: (0.94, 0.93, 0.91, 0.84, 0.78, 0.78, 0.75), WOMAN: (0.94, 0.93, 0.91, 0.85, 0.81, 0.78, 0.71)}
PATIENTS = (0.70, 0.62, 0.57, 0.52, 0.39)


def person(sex: int, age: float, phq9: float = 1.0, **fields: Any) -> npt.NDArray[np.void]:
    """One person, whose severity of depression is this many points of 27, and of anxiety and stress next to none."""
    people = empty_people(1)
    me = people[0]
    me.sex, me.birth_week = sex, WEEK - round(age * WEEKS_PER_YEAR)
    me.severity = math.log(phq9 / (27.0 - phq9)), -6.0, -6.0
    for name, value in fields.items():
        setattr(me, name, value)
    return people


def worth(people: npt.NDArray[np.void], scenario: Scenario) -> float:
    """Mean quality of life by the compiled counting, each person for a year."""
    lines = grade_lines(parameter_record(scenario.model_parameters())[0])
    counts = np.zeros(HEALTH_CLASSES, np.int64)
    for row in range(len(people)):
        count_health(people[row], lines, counts, age_band(people[row], WEEK), WEEK)
    assert counts[:NORM_CLASSES].sum() == counts[UtilityClass.WELL : UtilityClass.SCAR].sum() == len(people)
    shares = np.tile(counts / len(people), (WEEKS_PER_YEAR, 1))
    return float(life_years(scenario, shares).sum())


def by_the_book(me: Any) -> float:
    """The same for one person, from the published figures alone: points of a scale out of 27, years out of weeks."""
    age = (WEEK - int(me["birth_week"])) // 52
    norm = NORMS[int(me["sex"])][sum(age >= start for start in (25, 35, 45, 55, 65, 75))]
    felt = [float(me["severity"][0] + me["burden"]), float(me["severity"][1] + me["burden"]), float(me["severity"][2])]
    points = 27.0 / (1.0 + math.exp(-max(felt)))
    grade = sum(points >= 27.0 * share for share in (0.167, 0.352, 0.537, 0.722))
    scar = 0.01 if max(me["episodes"]) >= 2 else 0.0
    return norm - (PATIENTS[0] - PATIENTS[grade]) - scar


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load_scenario(BASELINE)


@pytest.mark.parametrize(
    ("people", "expected"),
    [
        (person(WOMAN, 30), 0.93),
        (person(WOMAN, 30, phq9=11.0), 0.80),  # .93 - (.70 - .57)
        (person(WOMAN, 30, phq9=22.0), 0.62),  # .93 - (.70 - .39)
        (person(MAN, 70), 0.78),
        (person(MAN, 70, phq9=11.0), 0.65),
        (person(MAN, 70, phq9=22.0), 0.47),
    ],
)
def test_a_woman_of_30_and_a_man_of_70(people: npt.NDArray[np.void], expected: float, baseline: Scenario) -> None:
    assert worth(people, baseline) == pytest.approx(expected)


def test_who_was_ill_once_and_is_well_is_as_before(baseline: Scenario) -> None:
    assert worth(person(WOMAN, 30, episodes=[1, 1, 0]), baseline) == pytest.approx(0.93)
    assert worth(person(WOMAN, 30, episodes=[0, 2, 0]), baseline) == pytest.approx(0.93 - 0.01)
    unscarred = baseline.economy.utilities.model_copy(update={"scar": Quantity(mean=0.0, low=0.0, high=0.0)})
    economy = baseline.economy.model_copy(update={"utilities": unscarred})
    other = baseline.model_copy(update={"economy": economy})
    assert worth(person(WOMAN, 30, episodes=[0, 2, 0]), other) == pytest.approx(0.93)


def test_symptoms_count_whoever_has_them(baseline: Scenario) -> None:
    """The young and never ill lose as much as the old and often ill, and to any of the three disorders alike."""
    never = worth(person(MAN, 20), baseline) - worth(person(MAN, 20, phq9=12.0), baseline)
    often = worth(person(MAN, 80, episodes=[9, 0, 0]), baseline)
    often -= worth(person(MAN, 80, phq9=12.0, episodes=[9, 0, 0]), baseline)
    assert never == pytest.approx(0.13)
    assert often == pytest.approx(0.13)
    for severity in ([3.0, -6.0, -6.0], [-6.0, 3.0, -6.0], [-6.0, -6.0, 3.0]):
        assert worth(person(MAN, 20, severity=severity), baseline) == pytest.approx(0.94 - 0.31)


@pytest.mark.parametrize("start", [25, 35, 45, 55, 65, 75])
def test_norms_change_with_the_birthday(start: int, baseline: Scenario) -> None:
    place = (25, 35, 45, 55, 65, 75).index(start)
    for sex in (MAN, WOMAN):
        assert worth(person(sex, start - 1 / WEEKS_PER_YEAR), baseline) == pytest.approx(NORMS[sex][place])
        assert worth(person(sex, start), baseline) == pytest.approx(NORMS[sex][place + 1])


def test_the_compiled_counting_agrees_with_the_book(baseline: Scenario) -> None:
    people, rng = empty_people(600), np.random.default_rng(6)
    people["sex"] = rng.integers(0, 2, len(people))
    people["birth_week"] = WEEK - rng.integers(18 * 52, 86 * 52, len(people))
    people["severity"] = rng.normal(-1.0, 1.5, people["severity"].shape)
    people["burden"] = rng.exponential(0.4, len(people))
    people["episodes"] = rng.poisson(0.5, people["episodes"].shape)
    expected = [by_the_book(me) for me in people]
    assert len({round(value, 3) for value in expected}) > 40
    for place in range(0, len(people), 10):
        assert worth(people[place : place + 1], baseline) == pytest.approx(expected[place])
    assert worth(people, baseline) == pytest.approx(np.mean(expected))


def test_values_are_what_the_sources_say() -> None:
    values = QualityOfLife()
    starts = (18, 25, 35, 45, 55, 65, 75)
    for sex, name in ((MAN, "men"), (WOMAN, "women")):
        assert [getattr(values, f"norm_{name}_{start}").mean for start in starts] == list(NORMS[sex])
    for place, grade in enumerate(("minor", "mild", "moderate", "severe"), start=1):
        decrement = getattr(values, f"decrement_{grade}")
        assert decrement.mean == pytest.approx(PATIENTS[0] - PATIENTS[place])
        assert decrement.low < decrement.mean < decrement.high
    assert values.scar.mean <= 0.02


def test_an_interval_is_that_of_a_difference() -> None:
    """Half the width of two independent intervals, added as errors are: .015 * 2 and .02 * 2 for the severe."""
    severe, mild = QualityOfLife().decrement_severe, QualityOfLife().decrement_mild
    assert severe.high - severe.mean == pytest.approx(math.hypot(0.03, 0.04), abs=5e-4)
    assert mild.mean - mild.low == pytest.approx(math.hypot(0.03, 0.035), abs=5e-4)


@pytest.mark.parametrize("kind", [QualityOfLife, DisabilityWeights])
def test_every_value_has_a_unit_a_meaning_and_evidence(kind: type[QualityOfLife | DisabilityWeights]) -> None:
    for name, field in kind.model_fields.items():
        extra = field.json_schema_extra
        assert isinstance(extra, dict), name
        assert extra["unit"], name
        assert extra["evidence"], name
        assert field.description, name


@pytest.mark.parametrize(
    ("line", "message"),
    [
        ("decrement_severe = 1.4", "economy.utilities.decrement_severe.mean = 1.4: expected 1 or less"),
        ("scar = {mean = 0.1, low = 0.0, high = 1.1}", "economy.utilities.scar.high = 1.1: expected 1 or less"),
        ("norm_men_25 = -0.1", "economy.utilities.norm_men_25.mean = -0.1: expected 0 or more"),
        (
            "scar = {mean = 0.01, low = 0.0, high = 0.9}",
            "economy.utilities.scar.high = 0.9: expected a narrower interval",
        ),
        (
            "scar = {mean = 0.0, low = 0.0, high = 0.1}",
            "economy.utilities.scar.mean = 0.0: expected a value between low",
        ),
        ("severe = 0.39", "economy.utilities.severe = 0.39: no such key"),
        ("never_ill = [0.9, 0.9, 0.9, 0.9, 0.9, 0.9]", "no such key"),
    ],
)
def test_values_beyond_the_scale_and_those_of_the_earlier_rule_are_refused(
    line: str, message: str, tmp_path: Any
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "baseline.toml"\n[economy.utilities]\n{line}\n')
    with pytest.raises(ScenarioError) as refusal:
        load_scenario(path)
    assert message in str(refusal.value)


def test_whatever_a_file_may_hold_can_be_drawn() -> None:
    for values in (QualityOfLife(), DisabilityWeights()):
        for name in type(values).model_fields:
            one = getattr(values, name)
            drawn = utility_draws(name, one.mean, one.low, one.high, 4000, 3)
            assert drawn.mean() == pytest.approx(one.mean, abs=0.01)
    widest = QualityOfLife(scar=Quantity(mean=0.01, low=0.0, high=0.38)).scar
    assert utility_draws("scar", widest.mean, widest.low, widest.high, 5, 3).shape == (5,)


def test_grades_begin_at_the_shares_of_the_parameters() -> None:
    lines = grade_lines(parameter_record(Parameters(severe_share=0.9))[0])
    counts = np.zeros(HEALTH_CLASSES, np.int64)
    count_health(person(MAN, 20, phq9=22.0)[0], lines, counts, 0, WEEK)
    assert counts[UtilityClass.MODERATE] == 1


def test_the_command_lists_what_health_is_worth(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("COLUMNS", "300")
    assert main(["parameters", "economy.utilities"]) == 0
    lines = capsys.readouterr().out.splitlines()[1:]
    assert len([line for line in lines if line.strip()]) == len(QualityOfLife.model_fields)
    severe = next(line for line in lines if "decrement_severe" in line)
    for said in ("0.31", "EQ-5D, UK values", "0 to 1", "taken by severe symptoms", "EC04 EC08"):
        assert said in severe
