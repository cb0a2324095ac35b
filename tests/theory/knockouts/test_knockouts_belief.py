"""Knock-outs of what moves belief: cut one coupling from the same snapshot, and only its own pattern weakens."""

import numpy as np
import pytest

from sim.people.state import Cause
from sim.scenario.scenario import Scenario
from sim.scenario.tables import ProgrammeSpec
from sim.simulation.engine import Engine
from sim.studies.runs.statistics import hedges_g
from tests.theory.knockouts.society import SEED, Society, belief, changed, course, depression, r, row_set, scores
from tests.theory.knockouts.two_arms import CONTROL, TREATED, two_arms

CBT_WEEKS = 14
CHANCES = 4  # courses of chance that a small difference is a mean of


def gain_of_treatment(society: Society, scenario: Scenario) -> float:
    """Hedges g of self-efficacy after a course of CBT against nothing, among the distressed."""
    table = two_arms(
        scenario,
        society.start,
        5,
        scenario.interventions["cbt"],
        eligible=lambda found: found["phq9"] >= 8,
        weeks=[CBT_WEEKS],
    )
    end = table[table["week"] == CBT_WEEKS]
    return hedges_g(end.loc[end["arm"] == TREATED, "gse"], end.loc[end["arm"] == CONTROL, "gse"])[0]


def attitude_change(society: Society, scenario: Scenario) -> float:
    """What half a year of teaching about mental illness does to public stigma: has nothing to do with belief."""
    taught = changed(
        scenario,
        programmes={"teaching": ProgrammeSpec(intervention="stigma_education", start_week=1, reach=0.05)},
    )
    return society.mean_outcome("public_stigma", 26, taught) - society.mean_outcome("public_stigma", 26, scenario)


def test_mastery_carries_the_self_efficacy_gain_of_treatment(society: Society) -> None:
    with_it = gain_of_treatment(society, society.scenario)
    without = gain_of_treatment(society, society.without("mastery"))
    assert with_it > 0.2
    assert without < 0.6 * with_it
    # unrelated: teaching still changes attitudes
    assert attitude_change(society, society.without("mastery")) == pytest.approx(
        attitude_change(society, society.scenario), rel=0.05
    )


def belief_with_disclosure(society: Society, scenario: Scenario, disclosed: int) -> tuple[float, float]:
    """Belief of those who are ill and tied to people who recovered, after a year in which all of these tell or hide."""

    def tell_or_hide(engine: Engine) -> None:
        people = engine.people
        recovered = people["episodes"].any(axis=1) & ~people["in_episode"].any(axis=1)
        people["disclosed"][recovered] = disclosed

    engine = society.run(52, scenario, each_week=tell_or_hide, prepare=tell_or_hide)
    at_start = society.start.state.people["in_episode"].any(axis=1)
    same = engine.people["id"] == society.start.state.people["id"]
    return float(engine.people["self_efficacy"].mean(axis=1)[at_start & same].mean()), float(depression(engine).mean())


def test_modeling_lets_recovery_spread_along_ties_and_hiding_stops_it(society: Society) -> None:
    def effect(scenario: Scenario) -> float:
        return belief_with_disclosure(society, scenario, 1)[0] - belief_with_disclosure(society, scenario, 0)[0]

    with_it, without = effect(society.scenario), effect(society.without("modeling"))
    assert with_it > 0.01  # logit, mean over the ill
    assert abs(without) < 0.3 * with_it
    # unrelated: belief and depression stay correlated
    engine = society.run(52, society.without("modeling"))
    assert r(belief(engine), depression(engine)) < -0.25


def persuasion_pattern(society: Society, scenario: Scenario) -> tuple[float, float]:
    """How much belief rests on encouragement: mean belief of people in encouraging surroundings against others, and the
    correlation of belief with depression."""
    source = np.zeros(len(society.start.state.people))

    def look(engine: Engine) -> None:
        source[:] += engine.ledgers[:, :, Cause.PERSUASION].mean(axis=1)

    engine = Engine(scenario, society.start.ties, society.start.state.copy(), 11, keep_ledger=True)
    for _ in range(104):
        engine.step()
        look(engine)
    return r(source, engine.people["support_emotional"]) if source.any() else 0.0, r(belief(engine), depression(engine))


def test_persuasion_carries_part_of_the_link_of_support_with_self_efficacy(society: Society) -> None:
    def support_link(scenario: Scenario, seed: int) -> float:
        engine = Society(scenario, society.start, seed).run(156)
        return r(belief(engine), engine.people["support_emotional"])

    without = society.without("persuasion")
    lost = [support_link(society.scenario, seed) - support_link(without, seed) for seed in range(SEED, SEED + CHANCES)]
    assert np.mean(lost) > 0.001  # of one course of chance: 0.003, SD 0.001; exactly 0 where nothing is cut
    through_words, _ = persuasion_pattern(society, society.scenario)
    assert through_words > 0.05  # the supported are the encouraged
    gone, still_there = persuasion_pattern(society, society.without("persuasion"))
    assert gone == 0.0
    assert still_there < -0.25


def test_encouragement_fades_unless_success_follows(society: Society) -> None:
    def belief_after(success: bool) -> float:
        def force(engine: Engine) -> None:
            if engine.week <= 8:
                engine.people["coached"] = 0.3

        pushed = changed(
            society.scenario,
            programmes={"talk": ProgrammeSpec(intervention="attention_control", start_week=1, end_week=9, reach=1.0)},
            parameters={"success_base": 6.0 if success else -6.0, "mastery_gain": 0.0},
        )
        quiet = changed(pushed, programmes={})
        return float(
            (society.run(40, pushed).people["self_efficacy"] - society.run(40, quiet).people["self_efficacy"]).mean()
        )

    assert belief_after(True) > 1.5 * belief_after(False)


def test_bodily_state_carries_the_correlations_of_belief_with_symptoms(society: Society) -> None:
    def links(scenario: Scenario) -> tuple[float, float, float]:
        engine = society.run(130, scenario)
        found = scores(engine)
        return (
            r(found["gse"], found["phq9"]),
            r(found["gse"], found["gad7"]),
            r(found["phq9"], found["gad7"]),
        )

    low_mood, fear, comorbid = links(society.scenario)
    cut_mood, cut_fear, still = links(society.without("bodily_state"))
    assert cut_mood > low_mood + 0.005
    assert cut_fear > fear + 0.005
    assert still == pytest.approx(comorbid, abs=0.05)  # unrelated


def test_mindfulness_works_by_loosening_the_reading_of_distress(society: Society) -> None:
    def effect(scenario: Scenario) -> float:
        table = two_arms(
            scenario,
            society.start,
            6,
            course(8, mindfulness=1.0),
            eligible=lambda found: found["distress"] >= 0.3,
            weeks=[12],
        )
        end = table[table["week"] == 12]
        return hedges_g(end.loc[end["arm"] == TREATED, "distress"], end.loc[end["arm"] == CONTROL, "distress"])[0]

    with_it, without = effect(society.scenario), effect(society.without("mindfulness"))
    assert with_it < -0.05
    assert abs(without) < 0.5 * abs(with_it)
    assert gain_of_treatment(society, society.without("mindfulness")) > 0.2  # unrelated


def four_cells(society: Society, scenario: Scenario) -> dict[tuple[str, str], dict[str, float]]:
    """Hold belief and outcome expectation high or low for 20 weeks, and look at what people do and feel."""
    cells = {}
    for belief_name, logit in (("low", -1.5), ("high", 1.5)):
        for expectation_name, expectation in (("low", 0.15), ("high", 0.9)):
            tried: list[float] = []

            def hold(engine: Engine, logit: float = logit, expectation: float = expectation) -> None:
                row_set(engine, outcome_expectation=expectation)
                engine.people["self_efficacy"] = logit

            def look(engine: Engine, tried: list[float] = tried, hold: object = hold) -> None:
                tried.append(float(engine.people["tried"].mean()))
                assert callable(hold)
                hold(engine)

            engine = society.run(20, scenario, each_week=look, prepare=hold)
            cells[belief_name, expectation_name] = {
                "tries": float(np.mean(tried)),
                "esteem": float(engine.people["self_esteem"].mean()),
                "helpless": float(engine.people["helplessness"].mean()),
                "power": float(engine.people["empowerment"].mean()),
                "activity": float(engine.people["health_behaviour"].mean()),
            }
    return cells


def test_outcome_expectation_makes_the_two_by_two(society: Society) -> None:
    cells = four_cells(society, society.scenario)
    engaged, protest = cells["high", "high"], cells["high", "low"]
    self_blame, apathy = cells["low", "high"], cells["low", "low"]
    assert engaged["tries"] == max(cell["tries"] for cell in cells.values())
    assert engaged["tries"] - protest["tries"] > 2 * (self_blame["tries"] - apathy["tries"])  # only together
    assert protest["power"] == max(cell["power"] for cell in cells.values())
    assert self_blame["esteem"] == min(cell["esteem"] for cell in cells.values())
    assert self_blame["helpless"] == max(cell["helpless"] for cell in cells.values())
    assert apathy["activity"] == min(cell["activity"] for cell in cells.values())
    cut = four_cells(society, society.without("outcome_expectation"))
    for name in ("low", "high"):
        assert cut[name, "low"]["tries"] == pytest.approx(cut[name, "high"]["tries"], abs=0.02)
        assert cut[name, "low"]["esteem"] == pytest.approx(cut[name, "high"]["esteem"], abs=0.02)
    assert cut["high", "high"]["tries"] > cut["low", "high"]["tries"] + 0.05  # unrelated: belief still moves


def test_goal_setting_alone_moves_behaviour(society: Society) -> None:
    def effect(scenario: Scenario) -> float:
        table = two_arms(
            scenario,
            society.start,
            7,
            course(12, goal_setting=1.0),
            eligible=lambda found: found["phq9"] >= 0,
            weeks=[12],
            share=0.5,
        )
        end = table[table["week"] == 12]
        return hedges_g(end.loc[end["arm"] == TREATED, "attempts"], end.loc[end["arm"] == CONTROL, "attempts"])[0]

    with_it, without = effect(society.scenario), effect(society.without("goal_setting"))
    assert 0.15 < with_it < 0.7
    assert abs(without) < 0.1
    assert gain_of_treatment(society, society.without("goal_setting")) > 0.15  # unrelated


def test_helplessness_carries_the_chronic_course_without_treatment(society: Society) -> None:
    def chronic(scenario: Scenario) -> tuple[float, float]:
        untreated = changed(scenario, services={}, parameters={"prescription": 0.0})
        engine = society.run(156, untreated)
        people, before = engine.people, society.start.state.people
        was_ill = (before["in_episode"][:, 0] == 1) & (people["id"] == before["id"])
        return float(people["severity"][was_ill, 0].mean()), r(belief(engine), people["support_emotional"])

    (stays, link), (stays_cut, link_cut) = chronic(society.scenario), chronic(society.without("helplessness"))
    assert stays_cut < stays - 0.05  # logit of depression, three years later, of those who had it
    assert link_cut > 0.5 * link  # unrelated


def test_culture_changes_the_rank_of_policies(society: Society) -> None:
    """A programme of one's own tasks against one of others' example: what a society heeds decides which gives more."""

    def gain(profile: dict[str, float], route: str, on: bool) -> float:
        spec = course(0, **{route: 1.0})
        base = changed(society.scenario, profile=profile, mechanisms={"culture": on})
        acting = changed(
            base,
            interventions=base.interventions | {"it": spec},
            programmes={"it": ProgrammeSpec(intervention="it", start_week=1, reach=0.15)},
        )
        return society.mean_outcome("self_efficacy", 52, acting) - society.mean_outcome("self_efficacy", 52, base)

    own = {"weight_mastery": 1.6, "weight_modeling": 0.3, "weight_persuasion": 0.3}
    social = {"weight_mastery": 0.5, "weight_modeling": 3.0, "weight_persuasion": 2.0}
    tasks_first = gain(own, "graded_mastery", True) - gain(own, "coping_models", True)
    models_first = gain(social, "graded_mastery", True) - gain(social, "coping_models", True)
    assert tasks_first > models_first
    cut_own = gain(own, "graded_mastery", False) - gain(own, "coping_models", False)
    cut_social = gain(social, "graded_mastery", False) - gain(social, "coping_models", False)
    assert cut_own == cut_social
