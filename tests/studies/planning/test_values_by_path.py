"""Numbers of a scenario, found and changed by their path."""

import pytest

from sim.errors import ScenarioError
from sim.scenario.load import load_scenario
from sim.scenario.values import edited, value_paths


def test_numbers_are_found_and_changed_by_path() -> None:
    scenario = load_scenario("expanded_cbt")
    paths = value_paths(scenario)
    for path, value in {
        "interventions.cbt.doses.restructuring": 0.5,
        "interventions.cbt.cost.session": 12.0,
        "services.more_talking_therapy.weekly_sessions_per_100k": 7.0,
        "programmes.outreach.reach": 0.5,
        "programmes.outreach.start_week": 30,
        "parameters.drop_out": 0.05,
        "economy.threshold": 1.0,
        "economy.utilities.decrement_mild": 0.5,
    }.items():
        assert path in paths
        changed = edited(scenario, {path: value})
        assert value_paths(changed)[path] == value
        assert {name for name, one in value_paths(changed).items() if one != paths[name]} == {path}
    assert edited(scenario, {"programmes.outreach.start_week": 30.4}).programmes["outreach"].start_week == 30
    assert not any("measurement_based" in path for path in paths)


def test_a_number_out_of_bounds_is_reported() -> None:
    with pytest.raises(ScenarioError, match=r"programmes\.outreach\.reach = 2 in expanded_cbt: .*1 or less"):
        edited(load_scenario("expanded_cbt"), {"programmes.outreach.reach": 2.0})
    with pytest.raises(KeyError):
        edited(load_scenario("expanded_cbt"), {"programmes.media.reach": 0.5})
