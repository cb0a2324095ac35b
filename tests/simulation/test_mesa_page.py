"""Mesa's own page checks parameters against the model, and makes a new one with them when Reset is pressed."""

import pytest

from sim import RecoveryModel
from sim.scenario.scenario import Scenario

page = pytest.importorskip("mesa.visualization.solara_viz")


def test_a_reset_keeps_the_scenario_that_was_chosen(quick: Scenario) -> None:
    model = RecoveryModel(quick, people=50, rng=3)
    chosen = {"scenario": quick, "people": 60, "rng": 4}
    page._check_model_params(model, chosen)
    given = page._build_model_init_kwargs(
        model, chosen, add_scenario_when_empty=True, require_model_accepts_scenario=True
    )
    again = type(model)(**given)
    assert (again.scenario, len(again.people)) == (quick, 60)


def test_to_everybody_else_the_model_has_its_scenario(quick: Scenario) -> None:
    model = RecoveryModel(quick, people=50, rng=3)
    assert model.scenario is not None
    assert getattr(model, "scenario", None) == quick


def test_a_parameter_that_the_model_does_not_have_is_refused(quick: Scenario) -> None:
    with pytest.raises(ValueError, match="peeple"):
        page._check_model_params(RecoveryModel(quick, people=50), {"peeple": 3})
