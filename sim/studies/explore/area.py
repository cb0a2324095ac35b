"""A visitor's own area: what they typed, checked, and how their waiting compares."""

import math

from pydantic import ValidationError

from sim.studies.explore.question import Area

EXPECTED = {
    "population": "a whole number of people, 1,000 or more",
    "places": "a number of sessions a week per 100,000 people, from 0 to 5,000",
    "waiting": "a number of weeks, from 0 to 520",
}
NEAR = 0.2  # of the longer wait: nearer than this counts as alike


def area_of(typed: dict[str, object]) -> tuple[Area | None, dict[str, str]]:
    """The area that somebody typed in, or what is wrong with it, by field.

    Args:
        typed: by field of `Area`; text or numbers, with or without thousands separators; None or "" for what is to be
            as in the baseline.

    Returns:
        The area (None where anything is wrong) and messages by field.
    """
    given: dict[str, object] = {}
    for name, value in typed.items():
        if name not in EXPECTED:
            continue
        text = str(value).replace(",", "").replace("\N{NO-BREAK SPACE}", "").strip() if value is not None else ""
        if text:
            given[name] = text
    try:
        return Area.model_validate(given, strict=False), {}
    except ValidationError as trouble:
        return None, {str(one["loc"][0]): f"Type {EXPECTED[str(one['loc'][0])]}." for one in trouble.errors()}


def waiting_words(area: Area, waited: float) -> str:
    """How long people wait in the model, beside how long they wait in the area."""
    if math.isnan(waited):
        return "Nobody in the model began treatment with these places, so that no wait can be told."
    model = f"With these places, people in the model wait {waited:.1f} weeks for a first session"
    if area.waiting is None:
        return f"{model}."
    apart = abs(area.waiting - waited) / max(area.waiting, waited, 1e-9)
    if apart <= NEAR:
        return f"{model}, about as long as in your area ({area.waiting:g})."
    shorter = waited < area.waiting
    change = "fewer places above, or more need than the model has, would bring them together"
    if not shorter:
        change = "more places above, or less need than the model has, would bring them together"
    return f"{model}; in your area it is {area.waiting:g}: {change}."
