"""A visitor's own area: what they typed, checked, and how their waiting compares."""

import math

from pydantic import ValidationError

from sim.studies.explore.question import ROUNDED, WHOLE, Area

EXPECTED = {
    "population": "a whole number of people, 1,000 or more",
    "places": "a number of sessions a week per 100,000 people, from 0 to 5,000",
    "waiting": "a number of weeks, from 0 to 520",
    "budget": "an amount of money, 0 or more",
}
FIFTHS = ("fifth_1", "fifth_2", "fifth_3", "fifth_4", "fifth_5")  # as typed, from the least to the most deprived
NEAR = 0.2  # of the longer wait: nearer than this counts as alike


def area_of(typed: dict[str, object]) -> tuple[Area | None, dict[str, str]]:
    """The area that somebody typed in, or what is wrong with it, by field.

    Args:
        typed: by field of `Area`, the mix of deprivation by `FIFTHS`; text or numbers, with or without thousands
            separators and per cent signs; None or "" for what is to be as in the baseline.

    Returns:
        The area (None where anything is wrong) and messages by field.
    """
    given: dict[str, object] = {name: text for name in EXPECTED if (text := _text(typed.get(name)))}
    mix, wrong = mix_of({name: text for name in FIFTHS if (text := _text(typed.get(name), point=","))})
    try:
        area = Area.model_validate(given, strict=False)
    except ValidationError as problem:
        wrong |= {str(one["loc"][0]): f"Type {EXPECTED[str(one['loc'][0])]}." for one in problem.errors()}
        return None, wrong
    return (None, wrong) if wrong else (area.model_copy(update={"deprivation": mix}), {})


def mix_of(typed: dict[str, str]) -> tuple[tuple[float, ...] | None, dict[str, str]]:
    """A mix of deprivation fifths in per cent, or what is wrong with it, by field.

    Those left out share evenly in what the others leave, so that the share of the most deprived fifth alone will do.

    Args:
        typed: by some of `FIFTHS`; none of them: the nation's mix.
    """
    known: dict[str, float] = {}
    wrong = {}
    for name, text in typed.items():
        share = _number(text)
        if 0.0 <= share <= WHOLE:
            known[name] = share
        else:
            wrong[name] = "Type a share in per cent, from 0 to 100."
    if wrong or not typed:
        return None, wrong
    missing, left = [name for name in FIFTHS if name not in known], WHOLE - sum(known.values())
    last = list(known)[-1]
    if left < -ROUNDED:
        return None, {last: f"The shares add up to {WHOLE - left:g} %: make them 100 %."}
    if not missing and left > ROUNDED:
        return None, {last: f"The shares add up to {WHOLE - left:g} %: make them 100 %, or leave a field empty."}
    each = max(left, 0.0) / max(len(missing), 1)
    return tuple(known.get(name, each) for name in FIFTHS), {}


def mix_fields(area: Area) -> dict[str, float]:
    """The mix of an area as it is typed; empty for the nation's."""
    return dict(zip(FIFTHS, (round(share, 1) for share in area.deprivation or ()), strict=False))


def mix_words(area: Area) -> str:
    """The mix of an area in words; "" for the nation's."""
    if area.deprivation is None:
        return ""
    return f"with {area.deprivation[-1]:.3g} % of people in the nation's most deprived fifth"


def _text(value: object, point: str = ".") -> str:
    """What was typed, bare; a comma sets thousands apart unless it is the decimal point."""
    bare = "" if value is None else str(value).replace("%", "").replace("\N{NO-BREAK SPACE}", "").strip()
    return bare.replace(",", "." if point == "," else "")


def _number(text: str) -> float:
    try:
        return float(text)
    except ValueError:
        return math.nan


def waiting_words(area: Area, waited: float) -> str:
    """How long people wait in the model, beside how long they wait in the area."""
    if math.isnan(waited):
        return "Nobody in the model began treatment with these places, so no wait can be estimated."
    model = f"With these places, people in the model wait {waited:.1f} weeks for a first session"
    if area.waiting is None:
        return f"{model}."
    apart = abs(area.waiting - waited) / max(area.waiting, waited, 1e-9)
    if apart <= NEAR:
        return f"{model}, about as long as in your area ({area.waiting:g})."
    shorter = waited < area.waiting
    change = "fewer places above, or more need than the model has, would bring the two closer"
    if not shorter:
        change = "more places above, or less need than the model has, would bring the two closer"
    return f"{model}; in your area it is {area.waiting:g}: {change}."
