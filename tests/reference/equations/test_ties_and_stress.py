"""The condition, ties and stress: each equation says what its rule does."""

from __future__ import annotations

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest
from hypothesis import given

from sim.core.chance import Purpose
from sim.core.chance import draw as draw_of
from sim.core.world import PersonTies
from sim.people import condition as condition_rules
from sim.people.condition import age_band
from sim.people.state import VISIBLE_STATE, empty_visible_states
from sim.theory import stress, ties
from sim.theory.stress import DisasterExposure
from tests.reference.equations.blocks import bundle
from tests.reference.equations.cases import SEED, WEEK, Case, Found, Rule, changing, check, checked, done, giving, seeds

MOST_SHOWN = {"sex": 1, "well": 1, "attempt": 2, "domain": 3}  # of visible states; others up to 4


def reads_condition(case: Case) -> tuple[Found, Callable[[], Found]]:
    def run() -> Found:
        found = condition_rules.condition_of(case.me)
        return dict(zip(("D", "A", "P", "distress", "belief", "able"), found, strict=True))

    return {}, run


def feels_severity(case: Case) -> tuple[Found, Callable[[], Found]]:
    disorder = 2  # the block is carried out for each, and what it says of the last one stays
    return {}, lambda: {"felt_severity": condition_rules.felt_severity(case.me, disorder)}


def reads_youth(case: Case) -> tuple[Found, Callable[[], Found]]:
    return {}, lambda: {"youth": condition_rules.youth(case.me, case.parameters, WEEK)}


def random_ties(case: Case, count: int) -> tuple[PersonTies, Any, dict[str, Any]]:
    """Ties to some random people: as the rule takes them, and as the equations name them."""
    draw = case.draw
    seen = empty_visible_states(count)
    for name in VISIBLE_STATE.names or ():
        if VISIBLE_STATE[name].kind == "f":
            seen[name] = draw.uniform(-1.0, 1.0, count)
        else:
            seen[name] = draw.integers(0, MOST_SHOWN.get(name, 4) + 1, count)
    other, strength = np.arange(count, dtype=np.int32), draw.uniform(0.05, 1.0, count).astype(np.float32)
    layer = draw.integers(0, 3, count).astype(np.uint8)
    named = SimpleNamespace(**{name: seen[name].astype(np.float64) for name in VISIBLE_STATE.names or ()})
    names = {
        "other": named,
        "strength": strength.astype(np.float64),
        "in_household": layer == 0,
        "in_friends": layer == 1,
    }
    return PersonTies(seen, other, strength, layer, 0, count), seen, names


def observes(case: Case) -> tuple[Found, Callable[[], Found]]:
    around, seen, names = random_ties(case, int(case.draw.integers(0, 9)))
    band = age_band(case.me, WEEK)
    layers = around.layer
    names["still_holds"] = np.array(
        [ties.still_holds(int(layers[at]), band, seen[at], case.parameters) for at in range(len(seen))]
    )
    names["similarity"] = np.array([ties.similarity(case.me, band, one, case.parameters) for one in seen])

    def run() -> Found:
        found = ties.observe_ties(case.me, around, case.doses, case.parameters, WEEK)
        return {f"exposure.{name}": value for name, value in found._asdict().items()}

    return names, run


def resembles(case: Case) -> tuple[Found, Callable[[], Found]]:
    _, seen, _ = random_ties(case, 1)
    band = age_band(case.me, 7)
    same = {
        "same_sex": int(case.me.sex == seen[0].sex),
        "same_age_band": int(band == seen[0].age_band),
        "same_deprivation": int(case.me.deprivation == seen[0].deprivation),
    }
    return same, lambda: {"similarity": ties.similarity(case.me, band, seen[0], case.parameters)}


def holds_still(case: Case) -> tuple[Found, Callable[[], Found]]:
    _, seen, _ = random_ties(case, 1)
    layer, band = int(case.draw.integers(0, 3)), age_band(case.me, WEEK)
    names = {"layer": layer, "apart": band - int(seen[0].age_band)}
    return names, lambda: {"still_holds": ties.still_holds(layer, band, seen[0], case.parameters)}


def publishes(case: Case) -> tuple[Found, Callable[[], Found]]:
    now = condition_rules.condition_of(case.me)
    names = {
        "D": now.depression, "distress": now.distress, "improvement": ties.improvement(case.me, now),
        "visible": SimpleNamespace(),
    }  # fmt: skip

    def run() -> Found:
        seen = empty_visible_states(1)
        ties.publish_visible_state(case.me, now, seen[0], case.parameters, WEEK)
        shown = ("recovery", "attempt", "domain", "well", "attitude", "warmth", "encouragement")
        return {f"visible.{name}": float(seen[name][0]) for name in shown}

    return names, run


def meets_stress(case: Case) -> tuple[Found, Callable[[], Found]]:
    disaster = DisasterExposure(float(case.draw.choice([0.0, 1.3])), case.draw.uniform())
    names = {
        "disaster": bundle(disaster),
        "event": stress.life_event(case.me, case.condition, case.parameters, case.draws, WEEK)
        + stress.family_event(case.me, case.parameters, SEED, WEEK),
        "wound": stress.trauma(case.me, case.parameters, case.draws) + disaster.severity,
    }

    def run() -> Found:
        found = stress.meet_stress(
            case.me, case.condition, disaster, case.doses, case.parameters, case.draws, SEED, WEEK
        )
        return {
            "load": found.load,
            "strain": found.strain,
            "buffered": stress.buffering(case.me, found.load, case.parameters),
            "appraised": stress.appraisal(case.condition, case.parameters),
            "active_coping": stress.active_coping(case.condition, case.parameters),
        }

    return names, run


def strikes_family(case: Case) -> tuple[Found, Callable[[], Found]]:
    draws = draw_of(SEED, case.me.family, WEEK, Purpose.FAMILY_EVENTS)
    case.parameters.life_event_rate = case.draw.uniform()
    names = {"f1": draws.first, "f2": draws.second, "life_event_rate": float(case.parameters.life_event_rate)}
    return names, lambda: {"family_event": stress.family_event(case.me, case.parameters, SEED, WEEK)}


def lives_event(case: Case) -> tuple[Found, Callable[[], Found]]:
    arguments = (case.me, case.condition, case.parameters, case.draws, WEEK)
    return {}, lambda: {"life_event": stress.life_event(*arguments)}


def carries_burden(case: Case) -> tuple[Found, Callable[[], Found]]:
    chance = float(case.draw.choice([0.5, 0.9, 1.1, 3.0]) * case.parameters.burden_fading)
    return {"chance": chance}, lambda: done(stress.carry_burden, case.me, case.parameters, chance)


RULES: dict[str, Rule] = {
    "condition_of": reads_condition,
    "felt_severity": feels_severity,
    "youth": reads_youth,
    "observe_ties": observes,
    "similarity": resembles,
    "still_holds": holds_still,
    "take_support": changing(ties.take_support, "exposure", "condition", "doses", "parameters"),
    "publish_visible_state": publishes,
    "improvement": giving(ties.improvement, "condition"),
    "carry_burden": carries_burden,
    "life_event": lives_event,
    "family_event": strikes_family,
    "trauma": giving(stress.trauma, "parameters", "draws"),
    "meet_stress": meets_stress,
}


@pytest.mark.parametrize("name", RULES)
@given(seed=seeds)
@checked
def test_the_equations_say_what_the_rule_does(name: str, seed: int) -> None:
    check(name, RULES[name], seed)
