"""What other simulations published on disasters: people with post-traumatic stress, and what care for them costs."""

from sim.economics.valuation import costs_by_category, disability_years, unit_prices
from sim.outcomes.rates import OUTCOMES
from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER
from sim.studies.readings.case import NOTHING, Case, measure, share
from sim.studies.runs.run import RunResult

WEEKS_BEFORE = 26  # an event: their mean is what would have been without it
YEARS_OF_COST = 10  # after an event


@measure
def stress_cases_after_4_weeks(case: Case) -> float:
    """People above the PCL-5 cut-off four weeks after the first event, beyond those before it, per cent (MO01, MO05).

    Both figures are of simulations that begin with the event, whose post-traumatic stress is therefore the event's. So
    excess cases are counted here: beyond the mean of the half year before the event.
    """
    return _excess_cases(case.scenario, case.result, 4)


@measure
def stress_cases_ratio_after_21_months(case: Case) -> float:
    """Excess cases of post-traumatic stress (as above) 91 weeks after the first event, over the baseline's (MO02)."""
    return share(_excess_cases(case.scenario, case.result, 91), _excess_cases(case.scenario, case.before, 91))


@measure
def stress_cases_spared_after_2_years(case: Case) -> float:
    """People above the PCL-5 cut-off 104 weeks after the first event, the baseline's less the scenario's, per cent of
    people (MO06).

    A difference of two shares is the same for all cases and for excess cases. Care that finds everybody also treats
    those who were ill before the event, whom the study did not have.
    """
    return _stress_cases(case.scenario, case.before, 104) - _stress_cases(case.scenario, case.result, 104)


@measure
def cost_per_disability_year(case: Case) -> float:
    """Extra cost over years lived with disability averted, against the baseline (MO03).

    Counted as the study did, in the ten years after the first event, and unknown in runs that end before; without any
    event, in the whole run.
    """
    weeks = len(case.result.health)
    if case.scenario.events:
        end = _event_week(case.scenario) + YEARS_OF_COST * WEEKS_PER_YEAR
        if end > weeks:
            return NOTHING
        weeks = end
    here, before = (
        sum(
            costs[:weeks].sum()
            for costs in costs_by_category(scenario, result.resources, unit_prices(scenario)).values()
        )
        for scenario, result in ((case.scenario, case.result), (case.baseline, case.before))
    )
    averted = (
        disability_years(case.baseline, case.before.health)[:weeks].sum()
        - disability_years(case.scenario, case.result.health)[:weeks].sum()
    )
    return share(float(here - before), float(averted))


@measure
def remission_ratio_in_first_year(case: Case) -> float:
    """Share of those whom the first event made ill with PTSD within four weeks that has remitted a year later, over
    the baseline's share of the same people (MO04).

    Remitted means out of the episode. The study looked at those who had lost home and income; here the strain of the
    aftermath, which everybody bears whom the event struck, stands for the loss.
    """
    return share(case.result.struck.remitted[0], case.before.struck.remitted[0])


@measure
def remission_ratio_in_second_year(case: Case) -> float:
    """The same two years later (MO04)."""
    return share(case.result.struck.remitted[1], case.before.struck.remitted[1])


def _stress_cases(scenario: Scenario, result: RunResult, weeks_after: int) -> float:
    week = _event_week(scenario) + weeks_after
    if week > len(result.series):
        return NOTHING
    return float(result.series[week - 1, OUTCOMES.index("pcl5_cases")])


def _excess_cases(scenario: Scenario, result: RunResult, weeks_after: int) -> float:
    """Cases beyond the mean of the weeks before the first event, at most half a year; NaN where there is none."""
    last = _event_week(scenario) - 1
    before = result.series[max(0, last - WEEKS_BEFORE) : last, OUTCOMES.index("pcl5_cases")]
    if not len(before):
        return NOTHING
    return _stress_cases(scenario, result, weeks_after) - float(before.mean())


def _event_week(scenario: Scenario) -> int:
    """Week of the first event; one that no run reaches, where nothing happens."""
    return min((event.start_week for event in scenario.events.values()), default=FOREVER)
