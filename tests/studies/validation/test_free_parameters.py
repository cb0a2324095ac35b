"""The free parameters of the fit: they exist, have priors with reasons, and are found where they were put."""

import numpy as np
import pytest

from sim.parameters import Parameters
from sim.policy.doses import ROUTES
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.studies.fitted.priors import free_parameters, present_value, with_values
from sim.studies.fitting.question import own_evidence


@pytest.fixture(scope="module")
def baseline() -> Scenario:
    return load_scenario("baseline")


def test_free_parameters_exist(baseline: Scenario) -> None:
    for free in free_parameters():
        if not free.name.startswith("interventions."):
            assert free.name in Parameters.model_fields
            continue
        _, intervention, *key = free.name.split(".")
        assert intervention in baseline.interventions
        assert key == ["dropout"] or (len(key) == 2 and key[0] == "doses" and key[1] in ROUTES), free.name


def test_free_parameters_have_priors_and_reasons() -> None:
    assert len(free_parameters()) > 20
    for free in free_parameters():
        assert free.low < free.high, free.name
        assert len(free.reason.split()) > 2, free.name
        assert free.reason.endswith("."), free.name


def test_the_model_takes_both_ends_of_every_prior(baseline: Scenario) -> None:
    for corner in (0.0, 1.0):
        values = own_evidence().named(np.full(len(free_parameters()), corner))
        Scenario(**with_values(baseline, values).model_dump())  # bounds of the model's numbers are checked here
        end = "low" if corner == 0.0 else "high"
        assert values == pytest.approx({free.name: getattr(free, end) for free in free_parameters()})


def test_values_are_found_where_they_were_put(baseline: Scenario) -> None:
    values = own_evidence().named(np.linspace(0.1, 0.9, len(free_parameters())))
    changed = with_values(baseline, values)
    assert {name: present_value(changed, name) for name in values} == pytest.approx(values)
    again = with_values(changed, {name: present_value(baseline, name) for name in values})
    assert again.model_parameters() == baseline.model_parameters()
    assert again.interventions == baseline.interventions


def test_one_value_changes_nothing_else(baseline: Scenario) -> None:
    present = {free.name: present_value(baseline, free.name) for free in free_parameters()}
    for free in free_parameters():
        between = (free.low + 2.0 * free.high) / 3.0
        changed = with_values(baseline, {free.name: between})
        found = {other: present_value(changed, other) for other in present}
        assert {name for name in present if found[name] != present[name]} == {free.name}
