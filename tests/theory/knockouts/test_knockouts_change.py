"""Knock-outs of what makes belief move and matter: cut one coupling from the same snapshot, and its pattern weakens."""

import numpy as np
import numpy.typing as npt
import pytest

from sim.people.scores import SCORES, scores_of
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.studies.measures.panel import follow_panel
from sim.studies.measures.self_efficacy import cross_lagged, waves
from tests.theory.knockouts.society import SEED, Society, belief, changed, depression, r, row_set

YEAR = 52


def success_before_belief(society: Society, scenario: Scenario) -> float:
    """Cross-lagged slope of success on later self-efficacy, between people."""
    panel = follow_panel(scenario, society.start, 2, SEED)
    return cross_lagged(waves(panel), "belief_later", "success", "belief")


def link_with_depression(society: Society, scenario: Scenario) -> float:
    """Correlation of belief with depression after a year."""
    engine = society.run(YEAR, scenario)
    return r(belief(engine), depression(engine))


def test_ability_makes_success_come_before_belief(society: Society) -> None:
    with_it, without = (success_before_belief(society, one) for one in (society.scenario, society.without("ability")))
    assert without < 0.8 * with_it
    assert link_with_depression(society, society.without("ability")) < -0.2  # unrelated


def stability(society: Society, scenario: Scenario) -> float:
    """Correlation of the GSE with itself after a year."""
    people = society.start.state.people
    engine = society.run(YEAR, scenario)
    rows = np.flatnonzero(engine.people["id"] == people["id"])
    at = SCORES.index("gse")
    before, after = (
        scores_of(who, rows, engine.parameters, SEED, week)[:, at]
        for who, week in ((people, society.start.state.week), (engine.people, engine.week))
    )
    return r(before, after)


def test_a_drifting_level_lets_belief_change_in_a_year(society: Society) -> None:
    with_it, without = (stability(society, one) for one in (society.scenario, society.without("belief_drift")))
    assert without > with_it + 0.02
    assert link_with_depression(society, society.without("belief_drift")) < -0.2  # unrelated


def belief_lost(society: Society, scenario: Scenario, before: npt.NDArray[np.bool_]) -> float:
    """Belief (logit) that half a year of many events takes, against half a year of none, the same people."""
    found = [
        society.run(26, changed(scenario, parameters=scenario.parameters | {"life_event_rate": rate}))
        for rate in (0.0, 0.08)
    ]
    calm, stormy = (one.people["self_efficacy"].mean(axis=1)[before] for one in found)
    return float((calm - stormy).mean())


def test_events_shake_the_belief_of_those_who_were_depressed(society: Society) -> None:
    people = society.start.state.people
    depressed_before = people["episodes"][:, 0] > 0
    never = ~depressed_before
    with_it = belief_lost(society, society.scenario, depressed_before)
    without = belief_lost(society, society.without("shaken_belief"), depressed_before)
    assert without < 0.5 * with_it
    spared = belief_lost(society, society.scenario, never)
    assert spared < 0.5 * with_it
    assert belief_lost(society, society.without("shaken_belief"), never) == pytest.approx(spared, abs=0.05)  # unrelated


def depression_of_the_doubtful(society: Society, scenario: Scenario) -> float:
    """What a year of belief held low does to depression, against belief held high."""

    def held(logit: float) -> Engine:
        def hold(engine: Engine) -> None:
            engine.people["self_efficacy"] = logit

        return society.run(YEAR, scenario, each_week=hold, prepare=hold)

    return float(depression(held(-1.0)).mean() - depression(held(1.5)).mean())


def test_low_belief_holds_depression(society: Society) -> None:
    with_it, without = (
        depression_of_the_doubtful(society, one) for one in (society.scenario, society.without("belief_hold"))
    )
    assert with_it > 0.03
    assert without < 0.8 * with_it
    assert stability(society, society.without("belief_hold")) == pytest.approx(
        stability(society, society.scenario), abs=0.05
    )  # unrelated


def test_skills_training_works_through_ability_alone(society: Society) -> None:
    """Ability is no cause of belief: what it does to belief, its successes do."""

    def trained(engine: Engine) -> None:
        row_set(engine, ability=2.0, ability_set_point=2.0)

    def gain(scenario: Scenario) -> float:
        able, usual = (society.run(YEAR, scenario, prepare=prepare) for prepare in (trained, None))
        return float(belief(able).mean() - belief(usual).mean())

    with_it = gain(society.scenario)
    assert with_it > 0.02
    assert gain(society.without("mastery")) < 0.5 * with_it  # what is left: the able are more resilient
