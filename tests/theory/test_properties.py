"""What holds for any person: bounds, the directions that the theory asks for, and a ledger that adds up to the bit."""

from typing import cast

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.core.arithmetic import clip01, expit, logit, saturated, toward
from sim.network.generate import generate_ties, lay_out
from sim.network.ties import Ties, connectedness
from sim.outcomes.tally import SOURCE_UNIT
from sim.parameters import Parameters, parameter_record
from sim.people.condition import Condition
from sim.people.state import (
    CAUSES,
    DOMAINS,
    NO_TRAUMA,
    WEEKS_PER_YEAR,
    Care,
    Column,
    Disorder,
    Domain,
    PersonState,
    VisibleState,
    columns,
    empty_people,
    empty_visible_states,
)
from sim.people.turnover import Places, enter, found
from sim.policy.doses import DOSES, ROUTES, Doses, table
from sim.scenario.load import load_scenario
from sim.scenario.scenario import Scenario
from sim.scenario.tables import InterventionSpec, ProgrammeSpec
from sim.simulation.engine import Engine, State, publish_all
from sim.theory.attempt import Attempt, Goal, chance_to_succeed, chance_to_try, engagement, set_goal
from sim.theory.belief import (
    bodily_state,
    mastery,
    modeling,
    persuasion,
    reaction_of,
    settle_words,
    shaken,
    why_try,
)
from sim.theory.care import readiness_to_seek
from sim.theory.circles import entrench, process_trauma
from sim.theory.outlook import gain_ability, learn_helplessness
from sim.theory.stigma import labelled
from sim.theory.stress import (
    DisasterExposure,
    Stress,
    active_coping,
    appraisal,
    buffering,
    carry_burden,
    meet_stress,
)
from sim.theory.symptoms import cross_activation
from sim.theory.ties import SocialExposure, improvement
from sim.theory.treatment import leaning_to_leave
from tests.shared import quickened

PEOPLE = 40
WEEK = 60  # all programmes of the shipped scenarios have begun
PARAMETERS = parameter_record(Parameters())
N = cast("Parameters", PARAMETERS[0])
CALM = Condition(0.1, 0.1, 0.1, 0.27, 0.6, 0.5)
UNSUPPORTED = SocialExposure(0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0)

levels = some.floats(0.0, 1.0)
inner = some.floats(0.05, 0.95)
seeds = some.integers(0, 2**63 - 1)
checked = settings(deadline=None)
thorough = settings(deadline=None, max_examples=60)


def pair(values: some.SearchStrategy[float], apart: float = 0.01) -> some.SearchStrategy[tuple[float, float]]:
    """Two values, the smaller first, so far apart that rounding cannot make them equal."""
    return some.tuples(values, values).map(lambda both: (min(both), max(both))).filter(lambda b: b[1] - b[0] >= apart)


def somebody(**state: float) -> PersonState:
    """A young adult who has just entered, with some fields set."""
    one = np.ones(1)
    places = Places(np.zeros(1, np.uint32), np.zeros(1))
    people = found(one.astype(np.uint8) * 3, 30.0 * one, one.astype(np.float32), places, PARAMETERS, 1, 0)
    for name, value in state.items():
        people[name] = value
    return cast("PersonState", people[0])


def able(level: float) -> PersonState:
    """Somebody with this ability, 0-1."""
    me = somebody()
    me.ability[:] = 8.0 * (level - 0.5)
    return me


def doses(**given_: float) -> Doses:
    """Doses of some routes and nothing else."""
    record = table(DOSES, 1)
    for name, value in given_.items():
        record[name] = value
    return cast("Doses", record[0])


def tried(succeeded: bool, difficulty: float = 0.5, expected: float = 0.5, domain: int = 0) -> Attempt:
    """An attempt."""
    return Attempt(domain, True, succeeded, difficulty, expected, False)


# --- bounds ---


def everything() -> Scenario:
    """All shipped programmes and services, and every other week the highest doses by all routes for everybody."""
    flood = InterventionSpec(title="flood", stands_for="all at once", doses=dict.fromkeys(ROUTES, 5.0))
    pulses = ProgrammeSpec(intervention="flood", start_week=1, reach=1.0, fidelity=2.0, every_weeks=2, active_weeks=1)
    base = quickened(load_scenario("combined"))
    return base.model_copy(
        update={
            "interventions": {**base.interventions, "flood": flood},
            "programmes": {**base.programmes, "flood": pulses},
        }
    )


SCENARIOS = {"baseline": quickened(load_scenario("baseline")), "everything": everything()}
LAYOUT = lay_out(PEOPLE, 1, Parameters())
TIES = generate_ties(PEOPLE, 1, LAYOUT.deprivation, LAYOUT.age, Parameters())
NOBODY_KNOWN = Ties(
    np.zeros(PEOPLE + 1, np.int64), np.zeros(0, np.int32), np.zeros(0, np.float32), np.zeros(0, np.uint8)
)


def drawn(column: Column, shape: tuple[int, ...], rng: np.random.Generator) -> npt.NDArray[np.float64]:
    """Values anywhere in a column's range, the ends of it often; a range without end is cut at what can be met."""
    whole = np.dtype(column.kind).kind in "iu"
    low, high = max(column.low, -8.0), min(column.high, 65_535.0 if whole else 8.0)
    values = rng.uniform(low, high, shape)
    ends = rng.choice([low, high], shape)
    values = np.where(rng.random(shape) < 0.3, ends, values)
    return np.round(values) if whole else values


def any_state(seed: int) -> State:
    """People in any state that their table of fields allows."""
    rng = np.random.default_rng(seed)
    people = empty_people(PEOPLE)
    for name, column in columns(PersonState).items():
        people[name] = drawn(column, people[name].shape, rng)
    people["id"] = np.arange(PEOPLE)
    people["birth_week"] = WEEK - rng.integers(18 * WEEKS_PER_YEAR, 90 * WEEKS_PER_YEAR, PEOPLE)
    people["connectedness"] = connectedness(TIES)
    people["service"] = rng.integers(0, 2, PEOPLE)  # the services that all scenarios have
    people["therapy"] = rng.integers(0, 4, PEOPLE)
    visible_states = empty_visible_states(PEOPLE)
    publish_all(people, visible_states, PARAMETERS, WEEK)
    return State(people, visible_states, {}, WEEK)


def out_of_range(records: npt.NDArray[np.void], kind: type) -> list[str]:
    """Fields that hold something their table does not allow."""
    wrong = []
    for name, column in columns(kind).items():
        values = np.asarray(records[name], np.float64)
        if not np.isfinite(values).all() or values.min() < column.low or values.max() > column.high:
            wrong.append(f"{name}: {values.min()} to {values.max()}")
    return wrong


@given(seed=seeds, scenario=some.sampled_from(sorted(SCENARIOS)), alone=some.booleans())
@thorough
def test_any_state_stays_within_its_table(seed: int, scenario: str, alone: bool) -> None:
    engine = Engine(SCENARIOS[scenario], NOBODY_KNOWN if alone else TIES, any_state(seed), seed, threads=1)
    for _ in range(4):
        engine.step()
        assert out_of_range(engine.people, PersonState) == []
        assert out_of_range(engine.world.visible_states, VisibleState) == []
        assert np.isfinite(engine.ledgers).all()


def test_full_counters_stay_full() -> None:
    """A counter that runs over would make a person who was well for five years newly well, or newly traumatised."""
    state = any_state(3)
    people = state.people
    people["severity"], people["acute_stress"], people["trauma_memory"] = -9.0, 0.0, 0.0
    people["well_run"] = 255
    people["in_episode"] = 0
    people["weeks_since_trauma"] = NO_TRAUMA
    people["care"] = Care.WAITING
    people["weeks_waiting"] = 65_535
    people["need_recognised"] = 1
    engine = Engine(
        SCENARIOS["baseline"].model_copy(update={"services": {}}), NOBODY_KNOWN, state, 1, threads=1
    )  # nobody is taken off the list
    ids = people["id"].copy()
    engine.step()
    here = engine.people["id"] == ids
    spared = here & (engine.people["trauma"] == 0)
    still_waiting = here & (engine.people["care"] == Care.WAITING)
    assert spared.any()
    assert still_waiting.any()
    assert (engine.people["well_run"][here] == 255).all()
    assert (engine.people["weeks_since_trauma"][spared] == NO_TRAUMA).all()
    assert (engine.people["weeks_waiting"][still_waiting] == 65_535).all()


# --- the ledger ---


@given(seed=seeds, scenario=some.sampled_from(sorted(SCENARIOS)))
@thorough
def test_belief_moves_by_exactly_the_sum_of_its_causes(seed: int, scenario: str) -> None:
    """Old belief plus the contributions, summed in their order, is the new belief to the last bit."""
    engine = Engine(SCENARIOS[scenario], TIES, any_state(seed), seed, threads=1, keep_ledger=True)
    for _ in range(3):
        ids = engine.people["id"].copy()
        old = engine.people["self_efficacy"].copy()
        engine.step()
        for row in np.flatnonzero(engine.people["id"] != ids):  # whoever enters begins at the own set point
            newcomer = empty_people(1)
            for name in ("id", "deprivation", "connectedness", "family", "neighbourhood"):
                newcomer[name] = engine.people[name][row]
            enter(newcomer[0], N, seed, engine.week)
            old[row] = newcomer["self_efficacy"][0]
        change = np.zeros_like(old)
        for cause in range(CAUSES):
            change += engine.ledgers[:, :, cause]
        assert (old + change).tobytes() == engine.people["self_efficacy"].tobytes()


def test_every_cause_of_the_ledger_has_its_moment() -> None:
    """A cause that is never written would add up just as well."""
    engine = Engine(SCENARIOS["everything"], TIES, any_state(1), 1, threads=1, keep_ledger=True)
    seen = np.zeros(CAUSES, np.bool_)
    for _ in range(8):
        engine.step()
        seen |= (engine.ledgers != 0.0).any(axis=(0, 1))
    assert seen.all()


def test_the_sources_of_the_week_are_the_mean_of_the_pages() -> None:
    engine = Engine(SCENARIOS["everything"], TIES, any_state(2), 2, threads=1, keep_ledger=True)
    engine.step()
    assert engine.belief_sources() == pytest.approx(engine.ledgers.mean(axis=(0, 1)), abs=SOURCE_UNIT)


# --- step 2, stress ---


@given(pair(some.floats(0.0, 50.0)), inner)
@checked
def test_support_buffers_more_the_heavier_the_load(loads: tuple[float, float], support: float) -> None:
    me = somebody(support_emotional=support)
    light, heavy = (buffering(me, load, N) for load in loads)
    assert 0.0 <= light < heavy <= 1.0


@given(pair(levels), some.floats(0.1, 50.0))
@checked
def test_support_buffers_more_the_more_of_it(supports: tuple[float, float], load: float) -> None:
    little, much = (buffering(somebody(support_emotional=support), load, N) for support in supports)
    assert little < much


@given(pair(levels))
@checked
def test_a_load_looks_smaller_to_those_who_believe(beliefs: tuple[float, float]) -> None:
    doubtful, sure = (appraisal(CALM._replace(belief=belief), N) for belief in beliefs)
    assert doubtful > sure


@given(pair(levels), pair(levels))
@checked
def test_coping_needs_ability_and_belief(abilities: tuple[float, float], beliefs: tuple[float, float]) -> None:
    low, high = (active_coping(CALM._replace(ability=abilities[1], belief=belief), N) for belief in beliefs)
    assert low < high
    assert active_coping(CALM._replace(ability=abilities[0], belief=beliefs[1]), N) < high
    assert active_coping(CALM._replace(ability=0.0), N) == active_coping(CALM._replace(belief=0.0), N) == 0.0


@given(pair(levels))
@checked
def test_policy_can_relieve_chronic_strain(relief: tuple[float, float]) -> None:
    no_event = (1.0, 1.0, 1.0, 1.0)
    from sim.core.chance import Draws

    less, more = (
        meet_stress(somebody(), CALM, DisasterExposure(0.0, 0.0), doses(strain_relief=dose), N, Draws(*no_event), 1, 0)
        for dose in relief
    )
    assert less.strain > more.strain >= 0.0


# --- step 3, attempt ---


@given(pair(levels), inner)
@checked
def test_engagement_asks_for_belief_and_expectation(beliefs: tuple[float, float], expectation: float) -> None:
    me = somebody(outcome_expectation=expectation)
    low, high = (engagement(me, belief, N) for belief in beliefs)
    assert low < high
    assert engagement(somebody(outcome_expectation=0.0), 1.0, N) == engagement(me, 0.0, N) == 0.0


@given(pair(levels), inner, some.sampled_from(list(Domain)))
@checked
def test_people_try_more_the_more_they_believe_and_expect(
    values: tuple[float, float], other: float, domain: Domain
) -> None:
    low, high = (chance_to_try(somebody(), CALM, Goal(domain, value, other), doses(), N) for value in values)
    assert 0.0 < low < high < 1.0
    low, high = (
        chance_to_try(somebody(outcome_expectation=value), CALM, Goal(domain, other, other), doses(), N)
        for value in values
    )
    assert low < high


@pytest.mark.parametrize(("field", "domain"), [("helplessness", Domain.MOOD), ("avoidance", Domain.FEAR)])
@given(values=pair(levels))
@checked
def test_helplessness_and_avoidance_keep_from_trying(field: str, domain: Domain, values: tuple[float, float]) -> None:
    free, held = (
        chance_to_try(somebody(**{field: value}), CALM, Goal(domain, 0.5, 0.5), doses(), N) for value in values
    )
    assert free > held


@given(pair(levels), inner)
@checked
def test_success_is_likelier_with_ability_and_belief_and_rarer_with_difficulty(
    values: tuple[float, float], other: float
) -> None:
    unskilled, skilled = (
        chance_to_succeed(able(value), CALM, Goal(Domain.MOOD, other, other), doses(), N) for value in values
    )
    assert 0.0 < unskilled < skilled < 1.0
    doubtful, sure = (
        chance_to_succeed(somebody(), CALM, Goal(Domain.MOOD, value, other), doses(), N) for value in values
    )
    assert doubtful < sure
    easy, hard = (chance_to_succeed(somebody(), CALM, Goal(Domain.MOOD, other, value), doses(), N) for value in values)
    assert easy > hard


@given(inner, inner)
@checked
def test_goal_setting_brings_goals_near(expected: float, goal: float) -> None:
    near = N.goal_margin
    alone, helped = somebody(goal_difficulty=goal), somebody(goal_difficulty=goal)
    set_goal(alone, expected, doses(), N)
    set_goal(helped, expected, doses(goal_setting=1.0), N)
    if (1.0 - near) * expected < N.far_goal:
        assert helped.goal_difficulty < alone.goal_difficulty
    assert 0.0 <= helped.goal_difficulty <= 1.0


# --- step 4, belief ---


@given(pair(levels), inner)
@checked
def test_success_counts_for_more_the_harder_and_the_less_expected(values: tuple[float, float], other: float) -> None:
    me = somebody()
    easy, hard = (mastery(me, tried(True, difficulty=value, expected=other), N) for value in values)
    assert 0.0 <= easy < hard
    unexpected, expected = (mastery(me, tried(True, difficulty=other, expected=value), N) for value in values)
    assert unexpected > expected >= 0.0


@given(pair(some.floats(0.0, 100.0)), inner)
@checked
def test_failure_hurts_less_when_belief_is_firm(successes: tuple[float, float], difficulty: float) -> None:
    young, firm = (
        mastery(somebody(recent_successes=count), tried(False, difficulty=difficulty), N) for count in successes
    )
    assert young < firm < 0.0


@given(inner)
@checked
def test_belief_that_expects_what_happens_stays(expected: float) -> None:
    """Mastery is surprise: whoever succeeds as often as expected, at typical goals, learns nothing."""
    me, typical = somebody(), N.typical_goal
    won = mastery(me, tried(True, difficulty=typical, expected=expected), N)
    lost = mastery(me, tried(False, difficulty=typical, expected=expected), N)
    assert expected * won + (1.0 - expected) * lost == pytest.approx(0.0, abs=1e-12)
    assert won > 0.0 > lost


@given(pair(levels))
@checked
def test_failure_hurts_more_the_easier_the_goal(difficulties: tuple[float, float]) -> None:
    easy, hard = (mastery(somebody(), tried(False, difficulty=value), N) for value in difficulties)
    assert easy < hard <= 0.0


def test_whoever_does_not_try_learns_nothing_of_own_mastery() -> None:
    assert mastery(somebody(), Attempt(0, False, False, 0.5, 0.5, False), N) == 0.0


@given(pair(levels), levels)
@checked
def test_models_teach_by_how_they_fare_and_by_recovery(seen: tuple[float, float], other: float) -> None:
    less, more = (modeling(value, other, N) for value in seen)
    assert less < more
    less, more = (modeling(other, value, N) for value in seen)
    assert less < more
    assert modeling(0.0, 0.0, N) == 0.0
    assert modeling(-other, 0.0, N) == -modeling(other, 0.0, N)  # what is usual teaches nothing


@given(pair(levels, 0.01))
@checked
def test_events_take_belief_from_those_who_were_depressed_and_from_nobody_else(sizes: tuple[float, float]) -> None:
    event = [Stress(10.0 * size, 0.0, 1.0, 1.0) for size in sizes]
    once_ill = somebody()
    once_ill.episodes[Disorder.DEPRESSION] = 1
    smaller, larger = (shaken(once_ill, one, N) for one in event)
    assert larger < smaller <= 0.0
    never = somebody()
    never.episodes[Disorder.DEPRESSION] = 0
    assert shaken(never, event[1], N) == 0.0


@given(some.floats(-3.0, 3.0), some.integers(0, DOMAINS - 1), inner)
@checked
def test_practice_builds_ability_in_its_domain_and_training_in_all(set_point: float, domain: int, hard: float) -> None:
    me = somebody(ability_set_point=set_point)
    me.ability[:] = set_point
    gain_ability(me, tried(True, difficulty=hard, domain=domain), doses(), N)
    grown = [place for place in range(DOMAINS) if me.ability[place] > set_point]
    assert grown == [domain]
    gain_ability(me, tried(False, domain=domain), doses(skills=1.0), N)
    assert (me.ability > set_point).all()
    before = me.ability.copy()
    gain_ability(me, tried(False, domain=domain), doses(), N)
    assert (me.ability < before).all()  # unused, it is lost


@given(pair(levels))
@checked
def test_improvement_is_seen_against_the_past_of_those_who_were_ill(distress: tuple[float, float]) -> None:
    better, worse = (CALM._replace(distress=value) for value in distress)
    me = somebody(remembered_distress=distress[1])
    me.episodes[:] = 1
    assert improvement(me, better) == pytest.approx(distress[1] - distress[0])
    assert improvement(me, worse) == 0.0
    me.episodes[:] = 0
    assert improvement(me, better) == 0.0


@given(pair(levels), pair(levels))
@checked
def test_symptoms_entrench_slowly_and_let_go(grips: tuple[float, float], start: tuple[float, float]) -> None:
    me = somebody()
    me.entrenchment[:] = start[0]
    entrench(me, Disorder.DEPRESSION, grips[1], N)
    between = sorted((start[0], grips[1]))
    assert between[0] <= me.entrenchment[Disorder.DEPRESSION] <= between[1]
    assert me.entrenchment[Disorder.ANXIETY] == start[0]


@given(some.floats(0.0, 3.0), levels)
@checked
def test_everyday_distress_never_falls_below_nought_and_wears_off(burden: float, chance: float) -> None:
    me = somebody(burden=burden)
    carry_burden(me, N, max(chance, 1e-9))
    assert me.burden >= 0.0
    quiet = somebody(burden=burden)
    carry_burden(quiet, N, 1.0)
    assert quiet.burden == pytest.approx(burden * (1.0 - N.burden_fading))


@given(pair(some.floats(-1.0, 1.0)), some.floats(-2.0, 2.0))
@checked
def test_encouragement_lifts_and_scorn_lowers(said: tuple[float, float], persuaded: float) -> None:
    less, more = (persuasion(word, persuaded, N) for word in said)
    assert less < more
    assert persuasion(said[1], 0.0, N) * said[1] >= 0.0


def after_encouragement(weeks: int, success_in_week: int | None) -> float:
    """What is left in belief of one week's full encouragement."""
    me = somebody(persuaded=0.0)
    belief = 0.0
    for week in range(weeks):
        described = persuasion(1.0 if week == 0 else 0.0, me.persuaded, N)
        belief += described
        attempt = tried(week == success_in_week)
        settle_words(me, attempt, described, 0.0, N)
    return belief


def test_persuasion_fades_unless_success_follows() -> None:
    first = after_encouragement(1, None)
    faded = [after_encouragement(weeks, None) for weeks in (2, 10, 400)]
    kept = after_encouragement(400, 1)
    assert first > faded[0] > faded[1] > faded[2] >= 0.0
    assert faded[2] < 0.01 * first
    assert kept > 0.05 * first


@given(pair(levels), some.floats(0.0, 0.9))  # full acceptance may loosen the reading altogether
@checked
def test_distress_is_read_as_inability(felt: tuple[float, float], acceptance: float) -> None:
    less, more = (bodily_state(value, 0.1, acceptance, N) for value in felt)
    assert less > more


@given(some.floats(0.2, 1.0), pair(levels))
@checked
def test_acceptance_loosens_that_reading(felt: float, acceptance: tuple[float, float]) -> None:
    tight, loose = (bodily_state(felt, 0.1, value, N) for value in acceptance)
    assert tight < loose <= 0.0


@given(pair(levels), inner)
@checked
def test_why_try_grows_with_self_stigma_and_is_resisted_by_empowerment(
    values: tuple[float, float], other: float
) -> None:
    less, more = (why_try(somebody(self_stigma=value, empowerment=other), N) for value in values)
    assert 0.0 >= less > more
    powerless, empowered = (why_try(somebody(self_stigma=other, empowerment=value), N) for value in values)
    assert powerless < empowered <= 0.0


@given(levels, levels)
@checked
def test_the_two_by_two_shares_out_one_whole(belief: float, expectation: float) -> None:
    parts = reaction_of(somebody(outcome_expectation=expectation), belief, N)
    assert sum(parts) == pytest.approx(1.0)
    assert all(0.0 <= part <= 1.0 for part in parts)


def test_each_corner_of_the_two_by_two_has_its_name() -> None:
    corners = {(1, 1): "engagement", (1, 0): "protest", (0, 1): "self_blame", (0, 0): "apathy"}
    for (belief, expectation), name in corners.items():
        assert getattr(reaction_of(somebody(outcome_expectation=expectation), belief, N), name) == 1.0


@given(inner, inner)
@checked
def test_failure_teaches_helplessness_and_success_or_restructuring_undo_it(before: float, expected: float) -> None:
    def after(attempt: Attempt, **given_: float) -> float:
        me = somebody(helplessness=before)
        learn_helplessness(me, attempt, reaction_of(me, expected, N), CALM, doses(**given_), N)
        return me.helplessness

    failed, succeeded = after(tried(False, expected=expected)), after(tried(True))
    idle = after(Attempt(0, False, False, 0.5, expected, False))
    assert failed > idle > succeeded
    assert after(tried(False, expected=expected), restructuring=1.0) < failed


# --- step 5, symptoms ---


@given(pair(levels))
@checked
def test_disorders_pull_each_other(others: tuple[float, float]) -> None:
    less, more = (cross_activation(0.5, other, 0.1, N) for other in others)
    assert less < more


@given(pair(levels), some.floats(0.1, 5.0))
@checked
def test_avoidance_keeps_the_memory_of_a_trauma(avoidance: tuple[float, float], memory: float) -> None:
    def left(avoiding: float, exposure: float = 0.0) -> float:
        me = somebody(avoidance=avoiding, trauma_memory=memory)
        process_trauma(me, CALM, doses(exposure=exposure), N)
        return me.trauma_memory

    facing, avoiding = left(avoidance[0]), left(avoidance[1])
    assert 0.0 <= facing < avoiding <= memory
    assert left(avoidance[1], exposure=1.0) < avoiding


@given(pair(levels), some.floats(0.1, 5.0))
@checked
def test_avoidance_and_loneliness_lay_down_more_of_an_acute_reaction(values: tuple[float, float], acute: float) -> None:
    def laid(avoiding: float, support: float) -> float:
        me = somebody(avoidance=avoiding, acute_stress=acute, trauma_memory=0.0, support_emotional=support)
        process_trauma(me, CALM, doses(), N)
        return me.trauma_memory

    assert laid(values[0], 0.5) < laid(values[1], 0.5)
    assert laid(0.8, values[0]) > laid(0.8, values[1])


# --- step 7, care ---


@pytest.mark.parametrize(
    ("field", "helps"),
    [("public_stigma", False), ("self_stigma", False), ("outcome_expectation", True), ("self_efficacy", True)],
)
@given(values=pair(levels))
@checked
def test_stigma_holds_back_from_care_and_belief_leads_to_it(
    field: str, helps: bool, values: tuple[float, float]
) -> None:
    low, high = (readiness_to_seek(somebody(**{field: value}), UNSUPPORTED, doses(), N) for value in values)
    assert min(low, high) > 0.0
    assert low < high if helps else low > high


@given(pair(some.floats(-1.0, 1.0)), pair(levels))
@checked
def test_encouragement_and_access_lead_to_care(words: tuple[float, float], access: tuple[float, float]) -> None:
    low, high = (readiness_to_seek(somebody(), UNSUPPORTED._replace(encouragement=word), doses(), N) for word in words)
    assert low < high
    low, high = (readiness_to_seek(somebody(), UNSUPPORTED, doses(access=dose), N) for dose in access)
    assert low < high


@given(pair(levels), pair(some.floats(-4.0, 4.0)))
@checked
def test_belief_holds_people_in_care_and_self_stigma_and_severity_push_them_out(
    values: tuple[float, float], beliefs: tuple[float, float]
) -> None:
    low, high = (leaning_to_leave(somebody(self_efficacy=belief), CALM, N) for belief in beliefs)
    assert low > high
    low, high = (leaning_to_leave(somebody(self_stigma=value), CALM, N) for value in values)
    assert low < high
    low, high = (leaning_to_leave(somebody(), CALM._replace(distress=value), N) for value in values)
    assert low < high


# --- curves ---


@given(some.floats(-700.0, 700.0))
@checked
def test_a_level_lies_between_0_and_1_and_leads_back(value: float) -> None:
    assert 0.0 <= expit(value) <= 1.0
    if abs(value) < 15.0:
        assert logit(expit(value)) == pytest.approx(value, abs=1e-6)


@given(levels, levels, levels)
@checked
def test_toward_stays_between(now: float, target: float, rate: float) -> None:
    assert min(now, target) - 1e-15 <= toward(now, target, rate) <= max(now, target) + 1e-15


@given(some.floats(-1e6, 1e6))
@checked
def test_a_share_is_held_between_0_and_1(value: float) -> None:
    assert clip01(value) == min(max(value, 0.0), 1.0)


@given(pair(some.floats(0.0, 1e3)), some.floats(0.01, 50.0))
@checked
def test_diminishing_returns_rise_and_never_reach_1(amounts: tuple[float, float], half: float) -> None:
    less, more = (saturated(amount, half) for amount in amounts)
    assert 0.0 <= less < more < 1.0
    assert saturated(half, half) == 0.5


def test_whoever_takes_medication_is_labelled_from_the_first_week_on() -> None:
    assert [labelled(somebody(medication_weeks=float(weeks))) for weeks in (0, 1, 2)] == [False, True, True]
