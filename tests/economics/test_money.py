"""Money and health of a run, against figures worked out by hand; published figures; what a reader is warned of."""

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd
import pytest

from sim import Scenario, load_scenario
from sim.command.main import main
from sim.economics.valuation import costs_by_category, disability_years, life_years, staff_posts, unit_prices
from sim.errors import ScenarioError, WrongValue
from sim.outcomes.health import DISORDER_GRADES, HEALTH_CLASSES, NORM_CLASSES, UTILITY_CLASSES, UtilityClass
from sim.parameters.quantity import Quantity
from sim.scenario.load import BASELINE
from sim.scenario.tables import EconomySpec, ProgrammeSpec
from sim.studies.comparison.compare import compare
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.published import MEASURES
from tests.shared import quickened

PRICE = Quantity(mean=100.0, low=100.0, high=100.0)


@pytest.fixture(scope="module")
def quick() -> Scenario:
    return quickened(load_scenario(BASELINE))


@pytest.fixture(scope="module")
def comparison(quick: Scenario) -> Comparison:
    chosen = [quickened(load_scenario(name)) for name in ("expanded_cbt", "anti_stigma_campaign")]
    return compare(chosen, quick, people=1200, weeks=104, replicates=4, seed=2)


def at(table: pd.DataFrame, row: object, column: str) -> float:
    """One number of a table."""
    return float(table[column].to_dict()[row])


def changed(scenario: Scenario, **parts: object) -> Scenario:
    return Scenario(**{**{name: getattr(scenario, name) for name in Scenario.model_fields}, **parts})


def used(scenario: Scenario, **amounts: float) -> Mapping[str, np.ndarray[Any, Any]]:
    """What was used in a single week; nothing but what is named."""
    names = ["visits", "medication_weeks"]
    names += [f"{kind}:{name}" for kind in ("sessions", "courses") for name in scenario.services]
    names += [f"{kind}:{name}" for kind in ("reached", "heads") for name in scenario.programmes]
    return {name: np.array([amounts.get(name, 0.0)]) for name in names}


def test_costs_are_amounts_times_prices() -> None:
    scenario = load_scenario("expanded_cbt")
    amounts = {"sessions:talking_therapy": 2.0, "sessions:more_talking_therapy": 3.0, "reached:outreach": 4.0}
    resources = used(scenario, **amounts, visits=5.0, medication_weeks=6.0)
    costs = costs_by_category(scenario, resources, unit_prices(scenario))
    cost = scenario.interventions["cbt"].cost.session.mean
    assert costs["services"][0] == pytest.approx((2.0 + 3.0) * cost)
    assert costs["programmes"][0] == pytest.approx(4.0 * scenario.interventions["outreach"].cost.person_week.mean)
    economy = scenario.economy
    primary = 5.0 * economy.visit.mean + 6.0 * economy.medication_week.mean
    assert costs["primary care and medication"][0] == pytest.approx(primary)


def test_posts_are_hours_over_hours_of_a_post() -> None:
    scenario = load_scenario("expanded_cbt")
    resources = used(scenario, **{"sessions:talking_therapy": 32.0, "reached:outreach": 40.0})
    hours = 32.0 * scenario.interventions["cbt"].staff_hours + 40.0 * scenario.interventions["outreach"].staff_hours
    assert staff_posts(scenario, resources)[0] == pytest.approx(hours / 24.0)


def test_health_is_worth_what_its_class_is_worth() -> None:
    scenario = load_scenario(BASELINE)
    shares = np.zeros((52, HEALTH_CLASSES))
    shares[:, [UtilityClass.WOMEN + 1, UtilityClass.SEVERE, UtilityClass.SCAR]] = 0.25  # a woman from 25
    shares[:, [UtilityClass.MEN, UtilityClass.WELL]] = 0.75  # the youngest men
    both = 3 * DISORDER_GRADES + 1  # severe depression and mild anxiety
    shares[:, UTILITY_CLASSES + both] = 0.25
    shares[:, UTILITY_CLASSES] = 0.75
    assert life_years(scenario, shares).sum() == pytest.approx(0.25 * (0.93 - 0.31 - 0.01) + 0.75 * 0.94)
    lost = 1.0 - (1.0 - 0.658) * (1.0 - 0.030)
    assert disability_years(scenario, shares).sum() == pytest.approx(0.25 * lost)


def test_everybody_has_one_norm_one_grade_and_one_weight_each_week(comparison: Comparison) -> None:
    everybody = pytest.approx(np.ones(104))
    for result in comparison.results.values():
        assert result.health[:, :NORM_CLASSES].sum(axis=1) == everybody
        assert result.health[:, UtilityClass.WELL : UtilityClass.SCAR].sum(axis=1) == everybody
        assert result.health[:, UTILITY_CLASSES:].sum(axis=1) == everybody


def test_the_worse_off_are_fewer(comparison: Comparison) -> None:
    shares = comparison.results["baseline", 0].health.mean(axis=0)
    assert shares[UtilityClass.MILD : UtilityClass.SCAR].sum() < shares[UtilityClass.MINOR] < shares[UtilityClass.WELL]
    assert 0.0 < shares[UtilityClass.SCAR] < 0.2


@pytest.mark.xfail(
    strict=True, reason="episodes lie near the top of the scale: no row of the evidence holds them lower"
)
def test_the_severely_ill_are_fewer_than_the_moderately_ill(comparison: Comparison) -> None:
    shares = comparison.results["baseline", 0].health.mean(axis=0)
    assert shares[UtilityClass.SEVERE] < shares[UtilityClass.MODERATE]


def test_resources_are_what_the_series_say(comparison: Comparison) -> None:
    result = comparison.results["expanded_cbt", 0]
    assert result.resources["visits"].sum() > 0.0
    assert result.resources["courses:more_talking_therapy"][:26].sum() == 0.0  # not open before week 27
    assert result.resources["courses:more_talking_therapy"].sum() > 0.0
    assert result.resources["reached:outreach"][:26].sum() == 0.0
    sessions = sum(amount.sum() for name, amount in result.resources.items() if name.startswith("sessions:"))
    courses = sum(amount.sum() for name, amount in result.resources.items() if name.startswith("courses:"))
    assert 3.0 * courses < sessions < 12.0 * courses + 12.0


def test_the_evaluation_agrees_with_the_summary(comparison: Comparison) -> None:
    """The base case of the summary is the mean of the evaluation's draws, up to chance and the draws' own noise."""
    evaluation = comparison.evaluation
    assert evaluation is not None
    table = comparison.summary.set_index(["scenario", "outcome"])
    mine = evaluation.outcomes.set_index(["scenario", "outcome"])
    scale = comparison.scenarios[0].represented_population / 1000.0
    for scenario in ("expanded_cbt", "anti_stigma_campaign"):
        for outcome in ("cost", "qalys", "years_with_disability"):
            expected = at(table, (scenario, outcome), "difference") / scale
            found = at(mine, (scenario, outcome), "difference")
            assert found == pytest.approx(expected, rel=0.2, abs=0.02), (scenario, outcome)


def test_the_budget_adds_up_to_the_undiscounted_cost(comparison: Comparison) -> None:
    evaluation = comparison.evaluation
    assert evaluation is not None
    budget = evaluation.budget
    mine = budget[(budget["scenario"] == "expanded_cbt") & (budget["category"] != "posts")]
    scenario = comparison.scenarios[1]
    costs = [
        sum(part.sum() for part in costs_by_category(scenario, result.resources, unit_prices(scenario)).values())
        for result in comparison.runs["expanded_cbt"]
    ]
    assert mine["value"].sum() == pytest.approx(1000.0 * np.mean(costs))
    assert set(mine["year"]) == {1, 2}


def test_dearer_sessions_make_no_other_lives(quick: Scenario) -> None:
    cbt = quick.interventions["cbt"]
    dear = cbt.model_copy(update={"cost": cbt.cost.model_copy(update={"session": PRICE})})
    other = quick.model_copy(update={"name": "dear", "interventions": {**quick.interventions, "cbt": dear}})
    found = compare([other], quick, people=400, weeks=40, replicates=2, seed=2)
    table = found.summary.set_index("outcome")
    assert at(table, "weeks_of_illness", "difference") == 0.0
    assert at(table, "cost", "difference") < 0.0  # 100 a session, not 177


def test_costs_need_a_currency(quick: Scenario) -> None:
    with pytest.raises((WrongValue, ValueError), match="currency"):
        changed(quick, economy=EconomySpec())


def test_programmes_that_reach_nobody_are_reported(quick: Scenario) -> None:
    nobody = ProgrammeSpec(intervention="outreach", start_week=1, reach=0.5, target="nobody")
    late = ProgrammeSpec(intervention="outreach", start_week=500, reach=0.5)
    other = changed(quick, name="other", programmes={"a": nobody, "b": late})
    said = compare([other], quick, people=100, weeks=10, replicates=2, seed=2).warnings
    assert any("“a” reached nobody" in line for line in said)
    assert any("“b” would start only after the end of this run" in line for line in said)
    assert not any("500" in line for line in said)  # no week is named that the run does not reach


def test_other_societies_are_reported(quick: Scenario) -> None:
    other = quick.model_copy(update={"name": "other", "mechanisms": {"mastery": False}})
    said = compare([other], quick, people=60, weeks=5, replicates=1, seed=2).warnings
    assert any("a different society" in line for line in said)


@pytest.mark.parametrize(
    "name",
    [
        "talking_therapies",
        "national_campaign",
        "disaster",
        "disaster_stepped_care",
        "disaster_case_management",
        "mass_shooting",
        "mass_shooting_stepped_care",
    ],
)
def test_real_cases_name_measures_that_exist(name: str) -> None:
    scenario = load_scenario(name)
    assert scenario.published
    assert all(figure.measure in MEASURES for figure in scenario.published)
    assert all(figure.evidence for figure in scenario.published)


def test_published_figures_stand_beside_simulated_ones(quick: Scenario) -> None:
    service = quickened(load_scenario("talking_therapies"))
    table = compare([service], quick, people=2500, weeks=78, replicates=2, seed=2).published.set_index("evidence")
    assert len(table) == len(service.published)
    assert 0.0 < at(table, "TX27", "simulated") < 100.0
    assert 2.0 < at(table, "TX28", "simulated") < 13.0
    assert (table["published"] > 0.0).all()


def test_a_wrong_measure_or_currency_is_refused(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text('extends = "baseline.toml"\n[[published]]\nmeasure = "luck"\nlabel = "x"\nvalue = 1.0\n')
    assert main([str(path), "--people", "10", "--weeks", "1", "--out", str(tmp_path / "o")]) == 2
    assert "luck" in capsys.readouterr().err
    path.write_text('extends = "baseline.toml"\n[economy]\ncurrency = "EUR"\n')
    assert main([str(path), "--people", "10", "--weeks", "1", "--out", str(tmp_path / "o")]) == 2
    assert "EUR" in capsys.readouterr().err


VALUED = (
    ("discount_health = 0.0", "economy.discount_health = 0.0: expected 0.035"),
    ("discount_costs = 0.0", "economy.discount_costs"),
    ("price_year = 2024", "economy.price_year = 2024"),
    ('perspective = "society"', "economy.perspective = 'society'"),
    ("threshold = 50000.0", "economy.threshold"),
    ("visit = 1.0", "economy.visit.mean"),
    ("utilities = {decrement_severe = 0.2}", "economy.utilities.decrement_severe.mean = 0.2"),
    ("disability = {anxiety_mild = 0.2}", "economy.disability.anxiety_mild"),
)


@pytest.mark.parametrize("command", ["compare", "mix", "breakeven"])
@pytest.mark.parametrize(("line", "message"), VALUED)
def test_all_that_is_compared_is_valued_alike(
    command: str, line: str, message: str, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(f'extends = "digital_cbt.toml"\ntitle = "Same care"\n[economy]\n{line}\n')
    options = {
        "compare": [],
        "mix": ["digital_cbt", "--budget-per-head", "1"],
        "breakeven": ["--vary", "parameters.mastery_gain", "--from", "0.1", "--to", "0.2"],
    }[command]
    assert main([command, str(path), *options, "--people", "10", "--weeks", "1", "--out", str(tmp_path / "o")]) == 2
    said = " ".join(capsys.readouterr().err.split())
    assert message in said
    assert "count alike" in said
    assert not (tmp_path / "o").exists()


def test_python_refuses_other_values_too(quick: Scenario) -> None:
    other = quick.model_copy(update={"name": "other", "economy": quick.economy.model_copy(update={"price_year": 1990})})
    with pytest.raises(ScenarioError, match=r"other: economy\.price_year = 1990"):
        compare([other], quick, people=50, weeks=1, replicates=1, seed=1)
    with pytest.raises(ScenarioError, match="two scenarios have the name 'baseline'"):
        compare([quick], quick, people=50, weeks=1, replicates=1, seed=1)


def test_one_title_for_two_is_refused_before_the_run_and_told_apart_after_it(
    quick: Scenario, tmp_path: Any, capsys: pytest.CaptureFixture[str]
) -> None:
    for name in ("one", "two"):
        (tmp_path / f"{name}.toml").write_text('extends = "digital_cbt.toml"\ntitle = "Same  title"\n')
    files = [str(tmp_path / "one.toml"), str(tmp_path / "two.toml")]
    assert main(["compare", *files, "--people", "10", "--weeks", "1", "--out", str(tmp_path / "o")]) == 2
    assert "one and two have the title 'Same title'" in " ".join(capsys.readouterr().err.split())
    found = compare([quick.model_copy(update={"name": "other"})], quick, people=50, weeks=1, replicates=1, seed=1)
    assert found.titles == {"baseline": "Care as it is (baseline)", "other": "Care as it is (other)"}


def test_a_file_that_stands_alone_is_asked_what_it_extends(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "mine.toml").write_text("")
    assert main(["compare", str(tmp_path / "mine.toml"), "--out", str(tmp_path / "o")]) == 2
    assert 'has no [economy], and so no currency. Begin the file with the line: extends = "baseline.toml"' in " ".join(
        capsys.readouterr().err.split()
    )


def test_prices_in_the_models_money_are_not_relabelled(tmp_path: Any, capsys: pytest.CaptureFixture[str]) -> None:
    base, policy = tmp_path / "mine.toml", tmp_path / "policy.toml"
    base.write_text('extends = "baseline.toml"\ntitle = "Mine"\n[economy]\ncurrency = "EUR"\n')
    policy.write_text('extends = ["digital_cbt.toml", "mine.toml"]\ntitle = "Policy"\n')
    words = ["compare", str(policy), "--baseline", str(base), "--people", "10", "--weeks", "1"]
    assert main([*words, "--out", str(tmp_path / "o")]) == 2
    said = " ".join(capsys.readouterr().err.split())
    for part in ("EUR of ", "nothing converts them", "economy.visit", "economy.threshold", "interventions.cbt.cost"):
        assert part in said


def test_other_prices_of_one_intervention_are_noted(quick: Scenario) -> None:
    cbt = quick.interventions["cbt"]
    dear = cbt.model_copy(update={"cost": cbt.cost.model_copy(update={"session": PRICE})})
    other = quick.model_copy(update={"name": "dear", "interventions": {**quick.interventions, "cbt": dear}})
    found = compare([other], quick, people=50, weeks=1, replicates=1, seed=1)
    (said,) = (line for line in found.warnings if "another price" in line)
    assert f"“{cbt.title}” has another price than in " in said


def test_staff_posts_of_an_unfinished_year_are_those_of_its_weeks(quick: Scenario) -> None:
    pool = quick.model_copy(update={"name": "other", "title": "Other"})
    found = compare([pool], quick, people=1500, weeks=78, replicates=2, seed=2)
    assert found.evaluation is not None
    budget = found.evaluation.budget
    posts = budget[(budget["scenario"] == "baseline") & (budget["category"] == "posts")]["value"].tolist()
    results = found.runs["baseline"]
    weekly = np.mean([staff_posts(quick, one.resources) for one in results], axis=0)
    assert posts == pytest.approx([1000.0 * weekly[:52].mean(), 1000.0 * weekly[52:].mean()])
    assert 0.7 < posts[1] / posts[0] < 1.4  # the service is as large in its second year
