"""Vicious circles, symptoms and diagnosis: each equation says what its rule does."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given

from sim.people.state import Disorder
from sim.theory import circles, diagnosis, symptoms
from tests.reference.equations.cases import WEEK, Case, Found, Rule, changing, check, checked, done, giving, seeds


def sets_back(case: Case) -> tuple[Found, Callable[[], Found]]:
    chance, rate, size = float(case.draw.choice([-0.1, 0.0, 0.2, 0.5, 0.9])), 0.5, 1.3
    names = {"chance": chance, "rate": rate, "size": size}
    return names, lambda: {"setback": symptoms.setback(chance, rate, size)}


def starts_afresh(case: Case) -> tuple[Found, Callable[[], Found]]:
    chance = float(case.draw.choice([-0.01, 0.0, 0.5, 0.99, 1.01, 3.0]) * case.parameters.fresh_start_rate)
    arguments = (case.me, case.lived, chance, case.parameters)
    return {"chance": chance}, lambda: {"fresh_start": symptoms.fresh_start(*arguments)}


def entrenches(case: Case) -> tuple[Found, Callable[[], Found]]:
    gripped = case.draw.uniform()

    def run() -> Found:
        for disorder in range(len(Disorder)):
            circles.entrench(case.me, disorder, gripped, case.parameters)
        return {}

    return {"gripped": gripped}, run


def grips(case: Case) -> tuple[Found, Callable[[], Found]]:
    severity = float(case.me.severity[0])
    return {"severity": severity}, lambda: {"grip": circles.grip(severity, case.parameters)}


def turns(function: Callable[..., None], grips_of: tuple[str, ...], *wanted: str) -> Rule:
    """A habit that symptoms grip."""

    def rule(case: Case) -> tuple[Found, Callable[[], Found]]:
        drawn = {name: case.draw.uniform() for name in grips_of}
        arguments = (*drawn.values(), *[getattr(case, name) for name in wanted])
        return drawn, lambda: done(function, case.me, *arguments)

    return rule


def holds(function: Callable[..., float], *beside: str) -> Rule:
    return giving(function, "circles", "condition", *beside, "parameters")


def moves_symptoms(case: Case) -> tuple[Found, Callable[[], Found]]:
    me, parameters = case.me.copy(), case.parameters  # type: ignore[attr-defined]
    pulls = circles.turn_circles(me, case.condition, case.lived, case.doses, parameters)
    rate, size, u4 = parameters.setback_rate, parameters.setback_size, case.draws.fourth
    names = {
        "fresh_start": symptoms.fresh_start(me, case.lived, 1.0 - u4, parameters),
        "setback_D": symptoms.setback(u4, rate, size),
        "setback_A": symptoms.setback(u4 - rate, rate, size),
        "hold_of_depression": symptoms.hold_of_depression(me, pulls, case.condition, case.exposure, parameters),
        "hold_of_anxiety": symptoms.hold_of_anxiety(me, pulls, case.condition, parameters),
        "hold_of_ptsd": symptoms.hold_of_ptsd(me, pulls, case.condition, parameters),
    }

    def run() -> Found:
        symptoms.update_symptoms(case.me, case.condition, case.lived, case.doses, parameters, case.draws, WEEK)
        return {}

    return names, run


def diagnoses(case: Case) -> tuple[Found, Callable[[], Found]]:
    impaired = diagnosis.impaired(case.me, case.parameters)
    return {"impaired": impaired}, lambda: done(diagnosis.diagnose, case.me, case.parameters)


RULES: dict[str, Rule] = {
    "grip": grips,
    "ruminate": turns(circles.ruminate, ("grip_D", "grip_A"), "reaction", "doses", "parameters"),
    "avoid": turns(circles.avoid, ("grip_A", "grip_P"), "attempt", "doses", "parameters"),
    "keep_going": turns(circles.keep_going, ("grip_D",), "attempt", "reaction", "doses", "parameters"),
    "accept": changing(circles.accept, "doses", "parameters"),
    "entrench": entrenches,
    "react_to_trauma": changing(circles.react_to_trauma, "stress", "parameters"),
    "process_trauma": changing(circles.process_trauma, "condition", "doses", "parameters"),
    "hold_of_depression": holds(symptoms.hold_of_depression, "exposure"),
    "hold_of_anxiety": holds(symptoms.hold_of_anxiety),
    "hold_of_ptsd": holds(symptoms.hold_of_ptsd),
    "setback": sets_back,
    "fresh_start": starts_afresh,
    "update_symptoms": moves_symptoms,
    "impaired": giving(diagnosis.impaired, "parameters"),
    "diagnose": diagnoses,
}


@pytest.mark.parametrize("name", RULES)
@given(seed=seeds)
@checked
def test_the_equations_say_what_the_rule_does(name: str, seed: int) -> None:
    check(name, RULES[name], seed)
