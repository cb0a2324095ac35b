"""A new society's life histories fit the ties and the vulnerability of those who get them."""

import numpy as np

from sim.scenario.load import load_scenario
from sim.simulation.burn_in import snapshot
from sim.studies.runs.society import changed


def test_the_lonely_get_histories_of_the_lonely() -> None:
    short = {"library_people": 1200.0, "library_years": 10.0, "settling_years": 0.0}
    scenario = changed(load_scenario("baseline"), parameters=short)
    people = snapshot(scenario, 1500, 3, keep=False).state.people
    assert np.corrcoef(people["connectedness"], people["support_emotional"])[0, 1] > 0.25
    assert np.corrcoef(people["neighbourhood"], people["vulnerability"])[0, 1] > 0.4  # and places keep what they share
