"""How strong findings are: what is read from a row's words, and one rule for all."""

from typing import Any

import pytest

from sim.evidence import EvidenceRow, evidence_row, evidence_rows
from sim.evidence.strength import Size, Strength, size_of, strength_of, strength_words


def like_tx02(**cells: Any) -> EvidenceRow:
    """TX02 with other cells."""
    return EvidenceRow.model_validate({**evidence_row("TX02").model_dump(), **cells})


@pytest.mark.parametrize(
    ("population", "studies", "people"),
    [
        ("71,454 people in 415 trials (4,281 analyses)", 415, 71_454),
        ("16,523 people, 384 effects in 141 papers", 141, 16_523),
        ("1,258 patients with repeated depression, 9 trials", 9, 1_258),
        ("those of 409 trials with a control group", 409, None),
        ("100 outpatients in the US and 1,229 people in Europe", None, 1_329),
        ("80 studies, 21 of them with effect sizes", 80, None),
        ("51,547 adults in 21 countries", None, 51_547),
        ("randomised trials", None, None),
        ("", None, None),
        ("England, 2009-11", None, None),
        ("2,000 trial participants, 12 small randomised trials", 12, None),
    ],
)
def test_studies_and_people_are_read_from_the_population(
    population: str, studies: int | None, people: int | None
) -> None:
    assert size_of(like_tx02(population=population)) == Size(studies, people)


@pytest.mark.parametrize(
    ("cells", "expected"),
    [
        ({}, Strength.STRONG),
        ({"population": "999 people in 415 trials"}, Strength.MODERATE),
        ({"population": "1,000 people in 10 trials"}, Strength.STRONG),
        ({"population": "1,000 people in 9 trials"}, Strength.MODERATE),
        ({"population": "100 trials"}, Strength.STRONG),
        ({"population": "99 trials"}, Strength.MODERATE),
        ({"confidence": "partly checked"}, Strength.MODERATE),
        ({"confidence": "recalled"}, Strength.UNCONFIRMED),
        ({"population": "30 people", "low": None}, Strength.WEAK),
        ({"population": "30 people in 2 trials", "low": None}, Strength.MODERATE),
        ({"population": "30 people"}, Strength.MODERATE),  # a range is given
        ({"topic": "models"}, Strength.SIMULATED),
        ({"unit": "1 = must hold"}, Strength.ORDER),
    ],
)
def test_one_rule_says_how_strong_a_finding_is(cells: dict[str, Any], expected: Strength) -> None:
    assert strength_of(like_tx02(**cells)) is expected


def test_the_words_give_studies_people_range_and_confirmation() -> None:
    assert strength_words(evidence_row("TX02")) == (
        "strong: 415 studies, 71,454 people, range 0.2 to 0.56, confirmed in the source"
    )
    assert strength_words(like_tx02(population="1 study", low=None, confidence="recalled")) == (
        "not confirmed: number of studies not given, number of people not given, no range given, from memory"
    )


def test_every_row_that_is_an_order_only_is_known_as_one() -> None:
    said = {name for name, row in evidence_rows().items() if "A sign or an order, not a size." in row.note}
    found = {name for name, row in evidence_rows().items() if strength_of(row) is Strength.ORDER}
    others = {name for name in said if strength_of(evidence_row(name)) is Strength.SIMULATED}
    assert said == found | others
    assert len(found) > 3
