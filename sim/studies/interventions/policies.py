"""Each intervention as a policy of its own: care as it is, and it alone on top, at an ordinary amount."""

from sim.scenario.scenario import Scenario
from sim.studies.explore.building import scenario_of
from sim.studies.explore.levers import Lever, levers
from sim.studies.explore.question import Policy, Setting


def lever_of(intervention: str) -> Lever | None:
    """The lever that gives an intervention; None where there is none."""
    return next(
        (lever for lever in levers().values() if not lever.override and lever.first.intervention == intervention), None
    )


def alone(intervention: str, baseline: Scenario) -> Scenario | None:
    """The baseline with this intervention alone on top, at the band "more" of its lever; None without a lever.

    Args:
        intervention: its name, which becomes the scenario's.
        baseline: care as it is.
    """
    lever = lever_of(intervention)
    if lever is None:
        return None
    setting = Setting(amount=lever.bands.more, start=lever.start_week, end=lever.end_week)
    return scenario_of(Policy(settings={lever.name: setting}), baseline, intervention)


def amount_words(lever: Lever) -> str:
    """How much of it the policy gives."""
    more = f"{lever.bands.more:g} {lever.unit}"
    return f"{more}, where {lever.bands.current:g} is care as it is" if lever.standing else more
