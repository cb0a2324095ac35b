"""A mix of scenarios: each by its share, written and read back."""

import math
from pathlib import Path

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load_scenario, scenario_names
from sim.scenario.save import scenario_toml
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER
from sim.studies.planning.mixing import mixed


def test_full_shares_are_the_combined_scenario_in_effect(base: Scenario) -> None:
    two = [load_scenario("anti_stigma_campaign"), load_scenario("expanded_cbt")]
    assert mixed(base, two, [1.0, 1.0]).starts(load_scenario("combined")) == FOREVER
    assert mixed(base, two, [0.0, 0.0]).starts(base) == FOREVER
    assert mixed(base, two, [0.0, 1.0]).starts(two[1]) == FOREVER


def test_a_share_scales_places_reach_and_hours_and_nothing_else(base: Scenario) -> None:
    names = ["expanded_cbt", "trauma_therapy"]
    whole = [load_scenario(name) for name in names]
    half = mixed(base, whole, [0.5, 0.25])
    full = mixed(base, whole, [1.0, 1.0])
    assert half.services["more_talking_therapy"].weekly_sessions_per_100k == 57.5
    assert half.programmes["outreach"].reach == 0.01
    assert half.staff["trauma_team"].hours_per_100k == 35.0
    assert half.services["reprocessing"] == full.services["reprocessing"]
    assert half.services["talking_therapy"] == base.services["talking_therapy"]
    assert half.programmes["outreach"].ramp_weeks == full.programmes["outreach"].ramp_weeks


def test_a_change_of_an_amount_goes_its_share_of_the_way(base: Scenario) -> None:
    more = base.services["talking_therapy"].model_copy(update={"weekly_sessions_per_100k": 215.0})
    scenario = base.model_copy(update={"name": "more", "services": base.services | {"talking_therapy": more}})
    assert mixed(base, [scenario], [0.25]).services["talking_therapy"].weekly_sessions_per_100k == 140.0


def test_what_two_scenarios_share_is_there_once(base: Scenario) -> None:
    two = [load_scenario("combined"), load_scenario("expanded_cbt")]
    half = mixed(base, two, [0.2, 0.6])
    assert half.services["more_talking_therapy"].weekly_sessions_per_100k == pytest.approx(0.6 * 115.0)
    assert half.programmes["media"].reach == pytest.approx(0.2 * 0.10)


def test_two_definitions_of_one_service_are_refused(base: Scenario) -> None:
    one = load_scenario("group_cbt")
    dearer = one.interventions["group_cbt"].model_copy(update={"sessions": 6})
    other = one.model_copy(update={"name": "mine", "interventions": one.interventions | {"group_cbt": dearer}})
    with pytest.raises(ScenarioError, match=r"interventions\.group_cbt is one thing in group_cbt and another in mine"):
        mixed(base, [one, other], [1.0, 1.0])
    late = one.services["cbt_groups"].model_copy(update={"start_week": 53})
    other = one.model_copy(update={"name": "mine", "services": one.services | {"cbt_groups": late}})
    with pytest.raises(ScenarioError, match=r"services\.cbt_groups is one thing in group_cbt and another in mine"):
        mixed(base, [one, other], [1.0, 1.0])


@pytest.mark.parametrize(
    ("name", "what"),
    [
        ("measurement_based_care", "measurement_based"), ("disaster", "events"), ("baseline", "adds nothing"),
        ("talking_therapies", "services.talking_therapy"),
    ],
)  # fmt: skip
def test_what_has_no_shares_is_refused(name: str, what: str, base: Scenario) -> None:
    with pytest.raises(ScenarioError, match=what):
        mixed(base, [load_scenario(name)], [0.5])


def test_shares_must_fit(base: Scenario) -> None:
    for shares in ([], [1.5], [-0.1], [math.nan], [0.5, 0.5]):
        with pytest.raises(ValueError, match="shares"):
            mixed(base, [load_scenario("expanded_cbt")], shares)


@pytest.mark.parametrize("name", scenario_names())
def test_a_written_scenario_reads_back_as_the_same(name: str, base: Scenario, tmp_path: Path) -> None:
    scenario = load_scenario(name)
    file = tmp_path / f"my_{name}.toml"
    for parent in (base, scenario.model_copy(update={"represented_population": 12345})):
        file.write_text(scenario_toml(scenario, parent))
        assert load_scenario(file) == scenario.model_copy(update={"name": f"my_{name}"})


def test_a_written_mix_says_only_what_differs(base: Scenario, tmp_path: Path) -> None:
    mix = mixed(base, [load_scenario("group_cbt")], [0.5])
    (tmp_path / "mix.toml").write_text(scenario_toml(mix, base))
    text = (tmp_path / "mix.toml").read_text()
    assert 'extends = "baseline.toml"' in text
    assert "talking_therapy" not in text
    assert load_scenario(tmp_path / "mix.toml") == mix
