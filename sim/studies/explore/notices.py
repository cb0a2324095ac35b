"""What a visitor must know of a question before reading its answer: levers that do nothing, and horizons too short."""

from sim.people.state import WEEKS_PER_YEAR
from sim.scenario.load import BASELINE
from sim.scenario.scenario import Scenario
from sim.scenario.tables import FOREVER
from sim.studies.explore.building import scenario_of
from sim.studies.explore.levers import levers
from sim.studies.explore.question import HORIZONS, Policy, Question


def notices(question: Question, baseline: Scenario) -> list[str]:
    """Sentences about a question, none where there is nothing to say.

    Args:
        question: what is asked.
        baseline: of its area.
    """
    policy, years = question.policy, question.years
    scenario = scenario_of(policy, baseline, "policy")
    if scenario.starts(baseline) >= FOREVER:
        said = f"This policy moves no lever: nothing differs from \N{LEFT DOUBLE QUOTATION MARK}{baseline.title}"
        return [] if is_blank(policy) else [f"{said}\N{RIGHT DOUBLE QUOTATION MARK}."]
    found = [
        f"{levers()[name].title} starts in week {setting.start}, after these {years} years: it changes nothing here."
        for name, setting in policy.settings.items()
        if setting.start > question.weeks
    ]
    last = last_week(scenario, baseline)
    if last > question.weeks:
        longer = next((one for one in HORIZONS if one * WEEKS_PER_YEAR >= last), HORIZONS[-1])
        advice = f"; choose {longer} years to see it whole" if longer > years else ""
        found.append(f"This policy lasts until week {last}; {years} years are {question.weeks} weeks{advice}.")
    if policy.base != BASELINE and not policy.settings:
        found.append("It is a whole scenario: the levers cannot say it, and start from it when you move them.")
    return found


def is_blank(policy: Policy) -> bool:
    """Whether it is care as it is, with nothing moved."""
    return policy.base == BASELINE and not policy.settings


def last_week(scenario: Scenario, baseline: Scenario) -> int:
    """The last week of what a policy adds for a time; 0 where all of it goes on."""
    ends = [
        spec.end_week - 1
        for mine, theirs in ((scenario.services, baseline.services), (scenario.programmes, baseline.programmes))
        for name, spec in mine.items()
        if theirs.get(name) != spec and spec.end_week < FOREVER
    ]
    return max(ends, default=0)
