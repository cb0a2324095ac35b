"""How strong a published finding is: how many studies and people it rests on, its range, how well it was confirmed."""

import re
from enum import StrEnum
from typing import NamedTuple

from sim.evidence.rows import EvidenceRow

MANY_STUDIES, MANY_PEOPLE = 10, 1_000  # from which a finding that was confirmed is strong
VERY_MANY_STUDIES = 100  # from which it is, where the number of people is not given
SIMULATIONS = "models"  # the topic of findings of other simulations
ORDER = re.compile(r"\bmust hold\b")  # in the unit of findings that are a sign or an order
NUMBER = r"(?P<count>\d[\d,]*) (?:[A-Za-z-]+ ){0,3}?"  # and words without digits up to what is counted
STUDIES = re.compile(NUMBER + r"(?:trials|studies|papers|samples|tests)\b")
PEOPLE = re.compile(
    NUMBER + r"(?:people|persons|adults|patients|students|learners|children|members|outpatients|women|men)\b"
)


class Strength(StrEnum):
    """How much a finding can carry."""

    STRONG = "strong"
    MODERATE = "moderate"
    WEAK = "weak"
    UNCONFIRMED = "not confirmed"  # however many studies there are
    ORDER = "a sign or an order only"
    SIMULATED = "another simulation, not observed"


class Size(NamedTuple):
    """What a finding rests on; None where its row does not say."""

    studies: int | None
    people: int | None


def size_of(row: EvidenceRow) -> Size:
    """How many studies and people a finding rests on, as its population says."""
    studies, people = (
        [int(found["count"].replace(",", "")) for found in pattern.finditer(row.population)]
        for pattern in (STUDIES, PEOPLE)
    )
    return Size(max(studies, default=None), sum(people) if people else None)


def strength_of(row: EvidenceRow) -> Strength:
    """How much a finding can carry, by one rule for all.

    Not confirmed: the figure is from memory. Strong: the figure was confirmed in its source, and rests on 10 studies
    and 1,000 people or more (on 100 studies or more where people are not counted). Moderate: a range is given, or there
    is more than one study, or 1,000 people or more. Weak: everything else.
    """
    if row.topic == SIMULATIONS:
        return Strength.SIMULATED
    if ORDER.search(row.unit):
        return Strength.ORDER
    studies, people = size_of(row)
    if row.confidence == "recalled":
        return Strength.UNCONFIRMED
    enough = (people or 0) >= MANY_PEOPLE if people is not None else (studies or 0) >= VERY_MANY_STUDIES
    if row.confidence == "checked" and (studies or 0) >= MANY_STUDIES and enough:
        return Strength.STRONG
    ranged = row.low is not None and row.high is not None
    if ranged or (studies or 0) > 1 or (people or 0) >= MANY_PEOPLE:
        return Strength.MODERATE
    return Strength.WEAK


def strength_words(row: EvidenceRow) -> str:
    """How strong a finding is, and on what that rests, in a line."""
    studies, people = size_of(row)
    parts = [
        "number of studies not given" if studies is None else f"{studies:,} {'study' if studies == 1 else 'studies'}",
        "number of people not given" if people is None else f"{people:,} people",
        "no range given" if row.low is None or row.high is None else f"range {row.low:g} to {row.high:g}",
        {"checked": "confirmed in the source", "partly checked": "direction confirmed, figure from memory"}.get(
            row.confidence, "from memory"
        ),
    ]
    return f"{strength_of(row)}: {', '.join(parts)}"
