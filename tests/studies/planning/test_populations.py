"""Planning runs its candidates in the populations of a comparison."""

import math
from collections.abc import Callable
from functools import partial
from typing import Any

import numpy as np

from sim.scenario.scenario import Scenario
from sim.studies.comparison.compare import compare
from sim.studies.comparison.uncertainty import Uncertainty, replicate_of_draws, society_of
from sim.studies.planning.criteria import CRITERIA, cost_per_head
from sim.studies.runs.populations import Populations


def test_populations_give_the_bits_of_a_comparison(quick: Scenario, quicken: Callable[[str], Scenario]) -> None:
    scenario = quicken("expanded_cbt")
    asked: dict[str, Any] = {"people": 150, "weeks": 40, "replicates": 2, "seed": 3}
    expected = compare([scenario], quick, **asked)
    with Populations(quick, **asked, shared_weeks=26) as people:
        for one in (scenario, quick, scenario):
            for number, result in enumerate(people.run(one)):
                assert str(result.totals) == str(expected.results[one.name, number].totals)  # NaN differs from itself
                assert np.array_equal(result.health, expected.results[one.name, number].health)
    early = scenario.services["more_talking_therapy"].model_copy(update={"start_week": 5})
    sooner = scenario.model_copy(update={"services": scenario.services | {"more_talking_therapy": early}})
    again = compare([sooner], quick, **asked)
    with Populations(quick, **asked, shared_weeks=26) as people:  # a scenario that changes shared weeks
        assert str(people.run(sooner)[0].totals) == str(again.results[sooner.name, 0].totals)


def test_populations_of_both_kinds_of_uncertainty_are_those_of_a_comparison(
    quick: Scenario, quicken: Callable[[str], Scenario]
) -> None:
    scenario, kind = quicken("expanded_cbt"), Uncertainty.BOTH
    asked: dict[str, Any] = {"people": 150, "weeks": 30, "replicates": 2, "seed": 3}
    expected = compare([scenario], quick, **asked, uncertainty=kind)
    vary: dict[str, Any] = {"society": partial(society_of, kind), "draws": partial(replicate_of_draws, kind)}
    with Populations(quick, **asked, shared_weeks=26, **vary) as people:
        for one in (scenario, quick):
            for number, result in enumerate(people.run(one)):
                assert str(result.totals) == str(expected.results[one.name, number].totals)


def test_costs_are_a_head_and_year(quick: Scenario) -> None:
    with Populations(quick, people=200, weeks=26, replicates=1, seed=3) as people:
        result = people.run(quick)[0]
    visits = quick.economy.visit.mean * result.resources["visits"].sum()
    pills = quick.economy.medication_week.mean * result.resources["medication_weeks"].sum()
    assert cost_per_head(quick, result) >= 2.0 * (visits + pills)
    assert all(
        math.isfinite(CRITERIA[name].of(quick, result)) for name in ("net_benefit", "qalys", "cost", "recovered")
    )
