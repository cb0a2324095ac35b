"""Every equation of `docs/ODD.md` is carried out on random states, and a wrong one is found."""

from __future__ import annotations

import math

from sim.parameters import PARAMETERS
from sim.theory import care
from tests.reference.equations import test_attempt_and_belief, test_stigma_and_care, test_symptoms, test_ties_and_stress
from tests.reference.equations.blocks import carried_out
from tests.reference.equations.cases import BLOCKS, NOT_SWITCHES, random_case

RULES = [
    *test_ties_and_stress.RULES,
    *test_attempt_and_belief.RULES,
    *test_symptoms.RULES,
    *test_stigma_and_care.RULES,
]


def test_every_block_of_equations_is_checked() -> None:
    assert sorted(RULES) == sorted(BLOCKS)


def test_a_wrong_equation_is_found() -> None:
    """One wrong sign in a block, and the block and the rule part."""
    wrong = BLOCKS["readiness"].replace("- seek_deprivation", "+ seek_deprivation")
    assert wrong != BLOCKS["readiness"]
    case = random_case(5)
    case.me.deprivation = 5
    said = carried_out(wrong, case.names())["readiness"]
    assert not math.isclose(said, care.readiness(case.me, case.exposure, case.parameters), rel_tol=1e-3)


def test_parameters_of_the_cases_are_not_typical() -> None:
    """Where a formula leaves a parameter out, a case shows it."""
    record = random_case(3).parameters
    same = [row.name for row in NOT_SWITCHES if getattr(record, row.name) == row.value]
    assert len(same) < 0.1 * len(PARAMETERS.names or ())
