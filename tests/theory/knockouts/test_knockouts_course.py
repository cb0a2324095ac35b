"""Knock-outs of the course of illness and of trauma: cut one coupling from the same snapshot; its pattern weakens."""

import numpy as np
import pytest

from sim.people.scores import SCORES, scores_of
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.studies.measures.population import log_linearity
from tests.theory.knockouts.society import SEED, Society, belief, depression, ill, r, row_set
from tests.theory.knockouts.test_knockouts_symptoms import recovery_early_and_late

STRESS = 2


def test_entrenchment_makes_new_episodes_end_sooner_than_long_standing_ones(society: Society) -> None:
    early, late = recovery_early_and_late(society, society.scenario)
    early_cut, late_cut = recovery_early_and_late(society, society.without("entrenchment"))
    assert late / early < late_cut / early_cut
    engine = society.run(52, society.without("entrenchment"))
    assert r(belief(engine), depression(engine)) < -0.2  # unrelated


def test_everyday_distress_gives_scales_their_tail(society: Society) -> None:
    def shape(scenario: Scenario) -> tuple[float, float, float]:
        engine = society.run(26, scenario)
        everybody = np.arange(len(engine.people))
        found = scores_of(engine.people, everybody, engine.parameters, SEED, engine.week)[:, SCORES.index("phq9")]
        return log_linearity(found), float(found.std()), float(engine.people["severity"][:, 0].mean())

    line, spread, severity = shape(society.scenario)
    line_cut, spread_cut, severity_cut = shape(society.without("everyday_distress"))
    assert line > line_cut
    assert spread > spread_cut
    assert severity_cut == pytest.approx(severity, abs=0.1)  # unrelated: it makes nobody ill


def after_a_blow(society: Society, scenario: Scenario, weeks: int) -> float:
    """Mean rise of post-traumatic stress (logit), so many weeks after everybody lived through the same trauma."""

    def blow(engine: Engine) -> None:
        row_set(engine, acute_stress=2.0)

    hurt, spared = (society.run(weeks, scenario, prepare=prepare) for prepare in (blow, None))
    return float((hurt.people["severity"][:, STRESS] - spared.people["severity"][:, STRESS]).mean())


def test_an_acute_reaction_is_lost_by_most_within_a_year(society: Society) -> None:
    early, late = (after_a_blow(society, society.scenario, weeks) for weeks in (4, 52))
    assert early > 0.3
    assert late < 0.5 * early
    without = society.without("acute_reaction")
    assert after_a_blow(society, without, 4) < 0.5 * early
    assert ill(society.run(52, without)).mean() > 0.01  # unrelated: there is illness without it


def test_people_become_steadier_with_age(society: Society) -> None:
    def young_against_old(scenario: Scenario) -> tuple[float, float]:
        engine = society.run(104, scenario)
        age = (engine.week - engine.people["birth_week"]) / 52
        severity = engine.people["severity"][:, 0]
        return float(severity[age < 30].mean() - severity[age > 65].mean()), r(belief(engine), depression(engine))

    (gap, link), (gap_cut, link_cut) = young_against_old(society.scenario), young_against_old(society.without("age"))
    assert gap_cut < gap - 0.1
    assert link_cut == pytest.approx(link, abs=0.1)  # unrelated
