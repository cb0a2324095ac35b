"""Stigma, care, treatment and instruments: each equation says what its rule does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given

from sim.people import instruments
from sim.theory import care, stigma, treatment
from tests.reference.equations.cases import WEEK, Case, Found, Rule, changing, check, checked, giving, seeds


def recognises(case: Case) -> tuple[Found, Callable[[], Found]]:
    def run() -> Found:
        care.recognise(case.me, case.condition, case.doses, case.parameters, case.draws.first)
        return {}

    return {}, run


def seeks(case: Case) -> tuple[Found, Callable[[], Found]]:
    ready = care.readiness(case.me, case.exposure, case.parameters)
    arguments = (case.me, case.exposure, case.doses, case.parameters)
    return {"readiness": ready}, lambda: {"readiness_to_seek": care.readiness_to_seek(*arguments)}


def reluctant(case: Case) -> tuple[Found, Callable[[], Found]]:
    return {}, lambda: {"reluctance": treatment.reluctance(case.me, case.parameters, WEEK)}


def takes_medication(case: Case) -> tuple[Found, Callable[[], Found]]:
    case.me.medication_weeks = int(case.draw.choice([1, 30, 400]))
    lean = treatment.leaning_to_leave(case.me, case.condition, case.parameters)
    names = {"leaning_to_leave": lean, "u4": case.draws.fourth, "medication_weeks": int(case.me.medication_weeks)}

    def run() -> Found:
        treatment.take_medication(case.me, case.condition, case.doses, case.parameters, 1.0 - case.draws.fourth)
        return {}

    return names, run


def scores(function: Callable[..., float]) -> Rule:
    def rule(case: Case) -> tuple[Found, Callable[[], Found]]:
        error = float(case.draw.normal())
        return {"e": error}, lambda: {function.__name__: function(case.me, error, case.parameters)}

    return rule


RULES: dict[str, Rule] = {
    "update_public_stigma": changing(stigma.update_public_stigma, "exposure", "doses", "parameters", "draws"),
    "update_self_stigma": changing(stigma.update_self_stigma, "exposure", "condition", "doses", "parameters"),
    "disclose": changing(stigma.disclose, "reaction", "doses", "parameters", "draws"),
    "recognise": recognises,
    "readiness": giving(care.readiness, "exposure", "parameters"),
    "readiness_to_seek": seeks,
    "take_medication": takes_medication,
    "reluctance": reluctant,
    "leaning_to_leave": giving(treatment.leaning_to_leave, "condition", "parameters"),
    "phq9": scores(instruments.phq9),
    "gad7": scores(instruments.gad7),
    "pcl5": scores(instruments.pcl5),
    "general_self_efficacy_scale": scores(instruments.general_self_efficacy_scale),
    "internalised_stigma": scores(instruments.internalised_stigma),
}


@pytest.mark.parametrize("name", RULES)
@given(seed=seeds)
@checked
def test_the_equations_say_what_the_rule_does(name: str, seed: int) -> None:
    check(name, RULES[name], seed)
