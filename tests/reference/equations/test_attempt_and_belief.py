"""The attempt, self-efficacy and what follows from it: each equation says what its rule does."""

from __future__ import annotations

import math
from collections.abc import Callable
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given

from sim.people.state import DOMAINS, Cause
from sim.theory import attempt as attempts
from sim.theory import belief, outlook
from sim.theory.attempt import Goal
from tests.reference.equations.blocks import bundle
from tests.reference.equations.cases import Case, Found, Rule, changing, check, checked, done, giving, seeds


def goal_of(case: Case) -> Goal:
    return Goal(case.attempt.domain, case.attempt.expected, case.attempt.difficulty)


def sets_goal(case: Case) -> tuple[Found, Callable[[], Found]]:
    goal = goal_of(case)
    return (
        {"goal": bundle(goal)},
        lambda: done(attempts.set_goal, case.me, goal.expected, case.doses, case.parameters),
    )


def weighs(function: Callable[..., float]) -> Rule:
    """A chance that depends on the goal."""

    def rule(case: Case) -> tuple[Found, Callable[[], Found]]:
        goal = goal_of(case)
        arguments = (case.me, case.condition, goal, case.doses, case.parameters)
        return {"goal": bundle(goal)}, lambda: {function.__name__: function(*arguments)}

    return rule


def attempts_goal(case: Case) -> tuple[Found, Callable[[], Found]]:
    before = case.me.copy()  # type: ignore[attr-defined]
    domain = attempts.choose_domain(before, case.condition, case.parameters, case.draws.first)
    expected = 1.0 / (1.0 + math.exp(-before.self_efficacy[domain]))
    attempts.set_goal(before, expected, case.doses, case.parameters)
    guidance = min(case.doses.graded_mastery, 1.0)
    difficulty = before.goal_difficulty * (1.0 - case.parameters.graded_easier * guidance)
    arguments = (before, case.condition, Goal(domain, expected, difficulty), case.doses, case.parameters)
    names = {
        "goal_difficulty": before.goal_difficulty,
        "chance_to_try": attempts.chance_to_try(*arguments),
        "chance_to_succeed": attempts.chance_to_succeed(*arguments),
    }

    def run() -> Found:
        found = attempts.attempt(case.me, case.condition, case.doses, case.parameters, case.draws)
        described = {f"attempt.{name}": getattr(found, name) for name in ("tried", "succeeded", "guided")}
        return {"difficulty": found.difficulty, **described}

    return names, run


def chooses(case: Case) -> tuple[Found, Callable[[], Found]]:
    case.me.trauma_memory *= int(case.draw.integers(0, 2))
    names = {"trauma_memory": float(case.me.trauma_memory)}
    arguments = (case.me, case.condition, case.parameters, case.draws.first)
    return names, lambda: {"choose_domain": attempts.choose_domain(*arguments)}


def settles(case: Case) -> tuple[Found, Callable[[], Found]]:
    told, coached = case.draw.normal(size=2).tolist()
    said = SimpleNamespace(persuasion=told, programme_persuasion=coached)
    return {"ledger": said}, lambda: done(belief.settle_words, case.me, case.attempt, told, coached, case.parameters)


def models(case: Case) -> tuple[Found, Callable[[], Found]]:
    seen = {"modeled": case.exposure.modeled, "recovery_met": case.exposure.recovery_met}
    return seen, lambda: {"modeling": belief.modeling(seen["modeled"], seen["recovery_met"], case.parameters)}


def drifts(case: Case) -> tuple[Found, Callable[[], Found]]:
    chance = case.draw.uniform()
    return {"chance": chance}, lambda: done(belief.drift, case.me, case.parameters, chance)


def gains_ability(case: Case) -> tuple[Found, Callable[[], Found]]:
    each = int(case.draw.integers(0, DOMAINS))

    def run() -> Found:
        outlook.gain_ability(case.me, case.attempt, case.doses, case.parameters)
        for domain in range(DOMAINS):
            if domain != each:
                listed[domain] = float(case.me.ability[domain])  # the block speaks of one domain
        return {}

    listed: list[float] = case.me.ability.tolist()
    return {"each": each, "ability": listed}, run


def persuades(case: Case) -> tuple[Found, Callable[[], Found]]:
    said = case.exposure.encouragement
    return {"said": said}, lambda: {"persuasion": belief.persuasion(said, case.me.persuaded, case.parameters)}


def feels(case: Case) -> tuple[Found, Callable[[], Found]]:
    felt, typical = case.condition.depression, case.condition.anxiety
    names = {"felt": felt, "typical": typical}
    return names, lambda: {
        "bodily_state": belief.bodily_state(felt, typical, case.me.acceptance, case.parameters),
    }


def believes(case: Case) -> tuple[Found, Callable[[], Found]]:
    """One domain of the ledger; all domains take their turn with other random cases."""
    me, parameters, condition = case.me, case.parameters, case.condition
    domain = int(case.draw.integers(0, DOMAINS))
    low, afraid, haunted = (
        belief.bodily_state(felt, typical, me.acceptance, parameters)
        for felt, typical in (
            (condition.depression, parameters.typical_depression),
            (condition.anxiety, parameters.typical_anxiety),
            (condition.post_traumatic_stress, parameters.typical_ptsd),
        )
    )
    names = {
        "domain": domain,
        "ledger": SimpleNamespace(),
        "wide": lambda own, mean: own + parameters.generalisation * (mean - own),
        "mastery": belief.mastery(me, case.attempt, parameters),
        "modeling": lambda seen, recovery: belief.modeling(seen, recovery, parameters),
        "shaken": belief.shaken(me, case.stress, parameters),
        "persuasion": lambda said, rests: belief.persuasion(said, rests, parameters),
        "bodily_state": [low, afraid, haunted, 0.5 * (low + afraid)],
        "why_try": belief.why_try(me, parameters),
        "character": belief.character(me, parameters),
    }
    before = me.self_efficacy.copy()
    chance = case.draw.uniform()
    moved = me.copy()  # type: ignore[attr-defined]
    belief.drift(moved, parameters, chance)
    names["self_efficacy_drift"] = float(moved.self_efficacy_drift)

    def run() -> Found:
        ledger = np.zeros((DOMAINS, len(Cause)))
        belief.update_self_efficacy(
            me, case.exposure, condition, case.attempt, case.doses, case.stress, ledger, parameters, chance
        )
        assert np.allclose(me.self_efficacy - before, ledger.sum(axis=1), rtol=0.0, atol=1e-12)  # these causes, no more
        return {f"ledger.{cause.name.lower()}": ledger[domain, cause] for cause in Cause}

    return names, run


RULES: dict[str, Rule] = {
    "choose_domain": chooses,
    "set_goal": sets_goal,
    "chance_to_try": weighs(attempts.chance_to_try),
    "chance_to_succeed": weighs(attempts.chance_to_succeed),
    "attempt": attempts_goal,
    "mastery": giving(belief.mastery, "attempt", "parameters"),
    "shaken": giving(belief.shaken, "stress", "parameters"),
    "drift": drifts,
    "modeling": models,
    "persuasion": persuades,
    "bodily_state": feels,
    "why_try": giving(belief.why_try, "parameters"),
    "character": giving(belief.character, "parameters"),
    "update_self_efficacy": believes,
    "settle_words": settles,
    "update_outcome_expectancy": changing(
        outlook.update_outcome_expectancy, "attempt", "reaction", "doses", "parameters"
    ),
    "learn_helplessness": changing(
        outlook.learn_helplessness, "attempt", "reaction", "condition", "doses", "parameters"
    ),
    "gain_ability": gains_ability,
    "update_slow_traits": changing(outlook.update_slow_traits, "condition", "lived", "doses", "parameters"),
}


@pytest.mark.parametrize("name", RULES)
@given(seed=seeds)
@checked
def test_the_equations_say_what_the_rule_does(name: str, seed: int) -> None:
    check(name, RULES[name], seed)
