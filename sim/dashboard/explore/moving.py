"""What the controls show of a question, and what moving one of them makes of it."""

from typing import Any

from sim.dashboard.explore.about import about_html
from sim.scenario.scenario import Scenario
from sim.studies.explore.building import plain
from sim.studies.explore.levers import Lever, levers, themes
from sim.studies.explore.presets import FIRST, presets
from sim.studies.explore.question import Policy, Question, Setting, problems
from sim.studies.explore.shipped import shipped

OPEN_THEMES = 2  # the others are unfolded by whoever wants them


def current_amount(lever: Lever, baseline: Scenario) -> float:
    """The amount of a lever that changes nothing: what the baseline has."""
    if lever.standing and lever.standing in baseline.services:
        return baseline.services[lever.standing].weekly_sessions_per_100k
    return lever.bands.current


def bands_of(lever: Lever, baseline: Scenario) -> list[tuple[str, float]]:
    """Named amounts; those of a standing service grow with what the baseline has."""
    now = current_amount(lever, baseline)
    scale = now / lever.bands.current if lever.bands.current else 1.0
    more, most = (round(min(band * scale, lever.largest), 1) for band in (lever.bands.more, lever.bands.ambitious))
    first = [("None", 0.0), ("Current", now)] if now else [("None (current)", 0.0)]
    return [*first, ("More", more), ("Ambitious", most)]


def catalogue(baseline: Scenario) -> list[dict[str, Any]]:
    """All levers by theme, as the page draws them."""
    return [
        {
            "theme": theme,
            "open": at < OPEN_THEMES,
            "levers": [
                {
                    "name": lever.name,
                    "title": lever.title,
                    "unit": lever.unit,
                    "largest": lever.largest,
                    "step": 1 if lever.whole else _step(lever.largest),
                    "current": current_amount(lever, baseline),
                    "bands": bands_of(lever, baseline),
                    "start": lever.start_week,
                    "end": lever.end_week,
                    "dated": not lever.override,
                    "about": about_html(lever),
                }
                for lever in group
            ],
        }
        for at, (theme, group) in enumerate(themes().items())
    ]


def _step(largest: float) -> float:
    for step in (0.05, 0.1, 0.5, 1.0, 5.0, 10.0):
        if largest / step <= 250:
            return step
    return 50.0


def positions(question: Question) -> dict[str, dict[str, float | int | None]]:
    """Where the moved levers stand."""
    return {name: setting.model_dump() for name, setting in question.policy.settings.items()}


def moved(
    question: Question, baseline: Scenario, name: str, amount: object, start: object, end: object
) -> tuple[Question, dict[str, str]]:
    """A question after one lever was moved.

    Args:
        question: what was asked.
        baseline: of the area.
        name: the lever.
        amount: in the lever's unit, as it was typed.
        start: first week, as it was typed.
        end: first week without it; None: it goes on.

    Returns:
        The new question and no message; or the old one, and what is wrong by field.
    """
    lever = levers()[name]
    found = problems(lever, amount, start, end)
    if found:
        return question, found
    settings = {other: setting for other, setting in question.policy.settings.items() if other != name}
    assert isinstance(amount, int | float)
    assert isinstance(start, int)
    if float(amount) != current_amount(lever, baseline):
        settings[name] = Setting(amount=float(amount), start=start, end=end if isinstance(end, int) else None)
    order = [other for other in levers() if other in settings]
    policy = Policy(base=question.policy.base, settings={other: settings[other] for other in order})
    known = next((preset for preset in presets().values() if alike(preset, policy)), policy)
    return question.model_copy(update={"policy": known}), {}


def preset_bar(question: Question) -> dict[str, Any]:
    """The presets: those on the bar, the others, and which one the question stands at."""
    present = next((name for name, policy in presets().items() if alike(policy, question.policy)), "")
    named = {name: shipped(name) for name in presets()}
    first = ["baseline", *FIRST]
    return {
        "bar": [{"name": name, "title": named[name].title, "about": _words(named[name])} for name in first],
        "others": [{"name": name, "title": named[name].title} for name in named if name not in first],
        "present": present,
        "about": _words(named[present]) if present else "Your own mix of levers.",
    }


def alike(one: Policy, two: Policy) -> bool:
    """Whether two policies do the same."""
    return (one.base, one.settings) == (two.base, two.settings)


def _words(scenario: Scenario) -> str:
    return plain(scenario.description)
