"""People counted in the cells of their groups, by hand."""

import math

import numpy as np
import pytest

from sim.outcomes.count import GROUP_MEASURES, Measure
from sim.outcomes.groups import AGE_GROUPS, CELLS, DEPRIVATION_GROUPS, GROUPS, by_group, count_cells
from sim.outcomes.health import HEALTH_CLASSES, UTILITY_CLASSES, UtilityClass
from sim.people.state import AGE_BAND_STARTS
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.simulation.burn_in import snapshot
from sim.simulation.schedule import Policy
from sim.studies.comparison.fairness import FIFTHS, Values
from sim.studies.runs.group_totals import Counted, group_totals
from tests.studies.fairness.made_up_runs import BY_GROUP


def counted_by_hand(names: list[str], weeks: int = 2) -> Counted:
    """A young man of the least deprived fifth, never ill, and two old women of the most deprived, severely ill.

    He sees a doctor in the first week; the women do so once each in the second, when one of them begins to take
    medication, and the other, who waited six weeks, a course. One of the women is well at the end.
    """
    man, woman = 0, CELLS - 1
    measures = np.zeros((weeks, CELLS, GROUP_MEASURES))
    resources, health = np.zeros((weeks, CELLS, len(names))), np.zeros((weeks, CELLS, HEALTH_CLASSES))
    none, treated = np.zeros(CELLS), np.zeros(CELLS)
    if weeks:
        measures[:, [man, woman], Measure.PEOPLE] = 1.0, 2.0
        measures[:, woman, Measure.ILL] = 2.0
        measures[:, man, Measure.PUBLIC_STIGMA] = -0.5, -0.7
        measures[:, woman, Measure.PUBLIC_STIGMA] = 1.0
        measures[:, woman, Measure.SELF_STIGMA] = 4.0, 5.0
        measures[1, woman, [Measure.STARTED, Measure.WEEKS_WAITED]] = 1.0, 6.0
        resources[0, man, names.index("visits")] = 1.0
        resources[1, woman, names.index("visits")] = 2.0
        resources[1, woman, names.index("medication_weeks")] = 1.0
        health[:, man, [UtilityClass.MEN, UtilityClass.WELL, UTILITY_CLASSES]] = 1.0
        health[:, woman, [UtilityClass.WELL - 1, UtilityClass.SEVERE, HEALTH_CLASSES - 1]] = 2.0
        treated[woman] = 1.0
    ill, well = none.copy(), none.copy()
    ill[woman], well[woman] = 2.0, 1.0

    def grouped(cells: Values) -> Values:
        parts = [by_group(week) for week in cells]
        return np.stack(parts) if parts else np.zeros((0, GROUPS + 1, cells.shape[-1]))

    return Counted(grouped(measures)[:, :GROUPS], grouped(resources), grouped(health), ill, well, treated)


def test_three_people_by_hand() -> None:
    scenario = load_scenario("baseline")
    names = Policy(scenario, 3).resource_names
    found = group_totals(scenario, names, counted_by_hand(names))
    assert set(found) == set(BY_GROUP)
    economy = scenario.economy
    visit, pills = economy.visit.mean, economy.medication_week.mean
    later, later_health = ((1.0 + rate) ** (-1 / 52) for rate in (economy.discount_costs, economy.discount_health))
    utilities = economy.utilities
    never, severe = utilities.norm_men_18.mean, utilities.norm_women_75.mean - utilities.decrement_severe.mean
    weights = economy.disability
    lost = 1.0 - (1.0 - weights.depression_severe.mean) * (1.0 - weights.anxiety_severe.mean)
    years = 1000.0 * (1.0 + later_health) / 52
    expected = {  # man, woman, everybody
        "recovered": (math.nan, 50.0, 50.0),
        "people_treated": (0.0, 500.0, 1000.0 / 3.0),
        "weeks_waited": (math.nan, 6.0, 6.0),
        "public_stigma": (-0.6, 0.5, (-1.2 + 2.0) / 6.0),
        "self_stigma": (math.nan, 9.0 / 4.0, 9.0 / 4.0),
        "qalys": (never * years, severe * years, (never + 2.0 * severe) / 3.0 * years),
        "years_with_disability": (0.0, lost * years, 2.0 / 3.0 * lost * years),
        "cost": (visit, (visit + pills / 2.0) * later, (visit + (2.0 * visit + pills) * later) / 3.0),
    }
    for outcome, values in expected.items():
        man, woman, everybody = (pytest.approx(value, nan_ok=True) for value in values)
        assert found[outcome][[0, AGE_GROUPS, DEPRIVATION_GROUPS]].tolist() == [man] * 3, outcome
        assert found[outcome][[1, DEPRIVATION_GROUPS - 1, GROUPS - 1]].tolist() == [woman] * 3, outcome
        assert found[outcome][-1] == everybody, outcome
        nobody = [AGE_GROUPS + 1, DEPRIVATION_GROUPS + 2]
        assert np.isnan(found[outcome][nobody]).all(), outcome


def test_no_weeks_have_no_totals_by_group() -> None:
    scenario = load_scenario("baseline")
    names = Policy(scenario, 3).resource_names
    found = group_totals(scenario, names, counted_by_hand(names, weeks=0))
    assert all(np.isnan(values).all() for outcome, values in found.items() if outcome != "recovered")


def test_cells_add_up_to_groups() -> None:
    cells = np.arange(2.0 * CELLS).reshape(CELLS, 2)
    groups = by_group(cells)
    for kind in (slice(0, AGE_GROUPS), slice(AGE_GROUPS, DEPRIVATION_GROUPS), FIFTHS):
        assert groups[kind].sum(axis=0).tolist() == groups[-1].tolist() == cells.sum(axis=0).tolist()
    assert groups[0].tolist() == cells[: CELLS // 2].sum(axis=0).tolist()  # men come first
    assert groups[GROUPS - 1].tolist() == cells[4::5].sum(axis=0).tolist()


def test_people_are_in_the_cell_of_their_groups(quick: Scenario) -> None:
    people = snapshot(quick, 400, 3).state.people
    groups = by_group(count_cells(people, np.arange(400), 0)[:, np.newaxis])[:, 0]
    age = -people["birth_week"] // 52
    expected = [np.count_nonzero(people["sex"] == sex) for sex in (0, 1)]
    ends = [*AGE_BAND_STARTS[1:], 1000]
    # the youngest band holds whoever is younger than the next
    starts = [-1000, *AGE_BAND_STARTS[1:]]
    expected += [np.count_nonzero((age >= first) & (age < end)) for first, end in zip(starts, ends, strict=True)]
    expected += [np.count_nonzero(people["deprivation"] == fifth) for fifth in range(1, 6)]
    assert groups.tolist() == [*expected, 400]
