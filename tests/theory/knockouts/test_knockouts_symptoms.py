"""Knock-outs of stress and symptoms: cut one coupling from the same snapshot, and only its own pattern weakens."""

import numpy as np
import pytest

from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from tests.theory.knockouts.society import Society, belief, changed, depression, r, row_set, scores

EVENT_WEEKS = 26


def rise_after_event(society: Society, scenario: Scenario, group: str) -> tuple[float, float]:
    """How much more depressed people are who meet life events, in the upper and lower third of a protective state.

    The same people live the same weeks twice: once with many and large events, once with none.
    """
    stormy = changed(scenario, parameters=scenario.parameters | {"life_event_rate": 0.08})
    calm = changed(scenario, parameters=scenario.parameters | {"life_event_rate": 0.0})
    with_events, without = society.run(EVENT_WEEKS, stormy), society.run(EVENT_WEEKS, calm)
    before = society.start.state.people
    protective = before["self_efficacy"].mean(axis=1) if group == "belief" else before["support_emotional"]
    well = ~before["in_episode"].any(axis=1) & (with_events.people["id"] == before["id"])
    low, high = np.quantile(protective[well], [1 / 3, 2 / 3])
    rise = with_events.people["severity"][:, 0] - without.people["severity"][:, 0]
    return float(rise[well & (protective >= high)].mean()), float(rise[well & (protective <= low)].mean())


def test_coping_and_appraisal_make_events_weigh_less_on_the_efficacious(society: Society) -> None:
    others = "belief_hold", "shaken_belief"  # other ways in which belief has to do with what events do to depression
    strong, weak = rise_after_event(society, society.without(*others), "belief")
    strong_cut, weak_cut = rise_after_event(society, society.without("coping", *others), "belief")
    assert strong < weak
    assert (weak_cut - strong_cut) < 0.8 * (weak - strong)
    assert weak_cut > 0.02  # unrelated: events still hurt


def test_stress_buffering_protects_the_supported_most_under_stress(society: Society) -> None:
    held, alone = rise_after_event(society, society.scenario, "support")
    held_cut, alone_cut = rise_after_event(society, society.without("stress_buffering"), "support")
    assert held < alone
    assert (alone_cut - held_cut) < 0.7 * (alone - held)
    assert alone_cut > 0.02  # unrelated: events still hurt


def recovery_early_and_late(society: Society, scenario: Scenario) -> tuple[float, float]:
    """Monthly chance that an untreated episode of depression ends: in its first half-year, and after it."""
    untreated = changed(scenario, services={}, parameters=scenario.parameters | {"prescription": 0.0})
    ended = np.zeros(2)
    at_risk = np.zeros(2)

    def look(engine: Engine) -> None:
        people = engine.people
        late = people["episode_weeks"][:, 0] > 26
        for group, members in enumerate((~late, late)):
            at_risk[group] += np.count_nonzero((people["in_episode"][:, 0] == 1) & members)
            ended[group] += np.count_nonzero((people["recovered"][:, 0] == 1) & members)

    society.run(208, untreated, look)
    monthly = 1.0 - (1.0 - ended / at_risk) ** (52 / 12)
    return float(monthly[0]), float(monthly[1])


def test_vicious_circles_make_being_ill_and_being_well_last(society: Society) -> None:
    early, late = recovery_early_and_late(society, society.scenario)
    assert late < 0.75 * early
    with_them = society.mean_outcome("depression_ill", 104)
    without = society.mean_outcome("depression_ill", 104, society.without("vicious_circles"))
    assert without < 0.65 * with_them

    def recurrence(scenario: Scenario) -> tuple[float, float]:
        """Of those well after an earlier depression: share with a new episode in three years, and weeks ill a head."""
        before = society.start.state.people
        well_before = (before["episodes"][:, 0] > 0) & (before["in_episode"][:, 0] == 0)
        weeks = np.zeros(len(before))

        def look(engine: Engine) -> None:
            weeks[:] += engine.people["in_episode"][:, 0]

        engine = society.run(156, scenario, look)
        well_before &= engine.people["id"] == before["id"]
        again = engine.people["episodes"][:, 0] > before["episodes"][:, 0]
        return float(again[well_before].mean()), float(weeks[well_before].mean())

    (again, weeks), (again_cut, weeks_cut) = (
        recurrence(society.scenario),
        recurrence(society.without("vicious_circles")),
    )
    assert again_cut < again
    assert weeks_cut < 0.7 * weeks
    engine = society.run(52, society.without("vicious_circles"))
    assert r(belief(engine), engine.people["support_emotional"]) > 0.1  # unrelated


def test_cross_activation_carries_part_of_comorbidity(society: Society) -> None:
    def comorbidity(scenario: Scenario) -> tuple[float, float]:
        engine = society.run(156, scenario)
        found = scores(engine)
        return r(found["phq9"], found["gad7"]), r(belief(engine), engine.people["support_emotional"])

    (with_it, link), (without, link_cut) = (
        comorbidity(society.scenario),
        comorbidity(society.without("cross_activation")),
    )
    assert without < with_it - 0.01
    assert link_cut == pytest.approx(link, abs=0.05)  # unrelated


def test_trauma_severity_makes_disorder_rare_after_trauma(society: Society) -> None:
    """With severity, the few severe traumas bring most of the disorder; without it, all traumas are alike."""

    def after_trauma(scenario: Scenario) -> tuple[float, float, float]:
        often = changed(scenario, parameters=scenario.parameters | {"trauma_rate": 0.004})
        people = len(society.start.state.people)
        worst = np.zeros(people, np.int64)  # 1 any trauma, 2 a severe one
        fell = np.zeros(people, np.bool_)
        well_before = society.start.state.people["in_episode"][:, 2] == 0

        def look(engine: Engine) -> None:
            if engine.week <= 52:
                worst[well_before] = np.maximum(worst, engine.people["trauma"])[well_before]
            fell[(worst > 0) & (engine.people["in_episode"][:, 2] == 1)] = True

        engine = society.run(78, often, look)
        severe = worst == 2
        spread = float(np.std(engine.people["trauma_memory"][worst > 0]))
        return float(fell[worst == 1].mean()), float(fell[severe].mean()) if severe.any() else float("nan"), spread

    mild, severe, spread = after_trauma(society.scenario)
    assert mild < 0.08
    assert severe > 3 * mild
    _, none_severe, spread_cut = after_trauma(society.without("trauma_severity"))
    assert np.isnan(none_severe)
    assert spread_cut < 0.85 * spread
    engine = society.run(52, society.without("trauma_severity"))
    assert r(belief(engine), depression(engine)) < -0.2  # unrelated


def test_a_shock_can_tip_the_well_and_leaves_the_strong_alone(society: Society) -> None:
    """Two lasting states: after the same shock some stay ill for months while most return within weeks."""

    def shock(engine: Engine) -> None:
        row_set(engine, trauma_memory=0.0)
        engine.people["severity"][:, 0] += 3.0

    shocked, calm = society.run(26, prepare=shock), society.run(26)
    extra = depression(shocked) - depression(calm)
    well = ~society.start.state.people["in_episode"].any(axis=1)
    assert np.median(extra[well]) < 0.03
    assert np.quantile(extra[well], 0.97) > 0.15
