"""Knock-outs of care: cut one coupling from the same snapshot, and only its own pattern weakens."""

import numpy as np
import pytest

from sim.people.state import Care, Withholding, YearMark
from sim.scenario.scenario import Scenario
from sim.scenario.tables import ProgrammeSpec
from sim.simulation.allocation import begin_course
from sim.simulation.engine import Engine
from tests.theory.knockouts.society import SEED, Society, belief, changed, depression, r


def who_stays(society: Society, scenario: Scenario) -> tuple[float, float]:
    """How much more belief in using help completers had at their first session than dropouts (SD), and the share of
    courses that end early."""
    many = changed(
        scenario,
        services={
            name: service.model_copy(update={"weekly_sessions_per_100k": 6000.0})
            for name, service in scenario.services.items()
        },
        parameters=scenario.parameters | {"drop_out": 0.2},
    )
    first: dict[int, float] = {}
    ends: dict[int, list[float]] = {int(Care.COMPLETED): [], int(Care.DROPPED_OUT): []}

    def look(engine: Engine) -> None:
        people = engine.people
        for row in np.flatnonzero((people["session"] == 1) & (people["attended"] == 1)):
            first[int(people["id"][row])] = float(people["self_efficacy"][row, 3])
        for row in np.flatnonzero(people["course_ended"] > 0):
            who = int(people["id"][row])
            if who in first:
                ends[int(people["course_ended"][row])].append(first.pop(who))

    society.run(130, many, look)
    stayed, left = np.array(ends[int(Care.COMPLETED)]), np.array(ends[int(Care.DROPPED_OUT)])
    spread = float(np.concatenate([stayed, left]).std())
    return float(stayed.mean() - left.mean()) / spread, len(left) / (len(left) + len(stayed))


def test_belief_keeps_people_in_treatment(society: Society) -> None:
    with_it, share = who_stays(society, society.scenario)
    without, share_cut = who_stays(society, society.without("adherence"))
    assert with_it > 0.12
    assert abs(without) < 0.6 * with_it
    assert 0.1 < share < 0.7
    assert share_cut > 0.1  # unrelated: some leave in any case


def adequate_share(society: Society, scenario: Scenario) -> tuple[float, float]:
    """Share of those in contact with care in a year who are adequately treated, and share of the ill in contact."""
    engine = society.run(103, scenario)
    marks = engine.people["this_year"]
    ill, contact = (marks & YearMark.ILL) != 0, (marks & YearMark.CONTACT) != 0
    adequate = (marks & YearMark.ADEQUATE) != 0
    return float(adequate[ill & contact].mean()), float(contact[ill].mean())


def test_primary_care_first_is_why_much_treatment_is_not_adequate(society: Society) -> None:
    places = {
        name: service.model_copy(update={"weekly_sessions_per_100k": 8000.0})
        for name, service in society.scenario.services.items()
    }
    roomy = changed(society.scenario, services=places)
    straight = changed(society.without("primary_care_first"), services=places)
    with_it, contact = adequate_share(society, roomy)
    without, contact_cut = adequate_share(society, straight)
    assert with_it < without - 0.05
    assert contact_cut > 0.3 * contact  # unrelated: people still come


def scarce(scenario: Scenario, measured: bool = False) -> Scenario:
    """The scenario with a third of its places, so that they bind."""
    services = {
        name: service.model_copy(
            update={"weekly_sessions_per_100k": 0.33 * service.weekly_sessions_per_100k, "measurement_based": measured}
        )
        for name, service in scenario.services.items()
    }
    return changed(scenario, services=services)


def demand(society: Society, scenario: Scenario, outreach: bool) -> tuple[float, float]:
    """People waiting (%) and courses begun (per 1,000 a week) with and without outreach that brings more people."""
    programmes = (
        {"outreach": ProgrammeSpec(intervention="outreach", start_week=1, reach=0.5, target="symptomatic")}
        if outreach
        else {}
    )
    busy = changed(scarce(scenario), programmes=programmes)
    return society.mean_outcome("waiting", 104, busy), society.mean_outcome("started", 104, busy)


def test_waiting_lists_grow_and_benefit_saturates_where_places_are_finite(society: Society) -> None:
    waiting, begun = demand(society, society.scenario, False)
    waiting_more, begun_more = demand(society, society.scenario, True)
    assert waiting_more > 1.3 * waiting
    assert begun_more < 1.25 * begun  # no more courses than places
    free = society.without("care_capacity")
    waiting_free, begun_free = demand(society, free, False)
    waiting_free_more, begun_free_more = demand(society, free, True)
    assert waiting_free < 0.3 * waiting
    assert waiting_free_more < 0.3 * waiting_more
    assert begun_free_more > 1.2 * begun_free
    engine = society.run(52, free)
    assert r(belief(engine), depression(engine)) < -0.2  # unrelated


def test_measurement_based_care_serves_more_with_the_same_places(society: Society) -> None:
    outreach = ProgrammeSpec(intervention="outreach", start_week=1, reach=0.5, target="symptomatic")

    def served(scenario: Scenario, measured: bool) -> float:
        services = {
            name: service.model_copy(update={"weekly_sessions_per_100k": 600.0, "measurement_based": measured})
            for name, service in scenario.services.items()
        }  # enough courses to count, and still fewer than wanted
        busy = changed(scenario, services=services, programmes={"outreach": outreach})
        return society.mean_outcome("started", 156, busy)

    plain, measured = served(society.scenario, False), served(society.scenario, True)
    assert measured > 1.01 * plain
    cut = society.without("measurement_based_care")
    assert served(cut, True) == served(cut, False) == plain


def test_feedback_keeps_some_from_staying_unwell(society: Society) -> None:
    """Of those not better by half-time, fewer are still unwell at the end when the course is stepped up."""

    def unwell(step_up: float) -> float:
        services = {
            name: service.model_copy(update={"measurement_based": True, "weekly_sessions_per_100k": 6000.0})
            for name, service in society.scenario.services.items()
        }
        scenario = changed(
            society.scenario,
            services=services,
            parameters=society.scenario.parameters | {"step_up_intensity": step_up, "step_down_phq9": 0.0},
        )
        watched: set[int] = set()
        ends: list[float] = []

        def look(engine: Engine) -> None:
            people = engine.people
            for row in np.flatnonzero((people["care"] == Care.IN_TREATMENT) & (people["session"] == 8)):
                if people["first_score"][row] - 27.0 * depression(engine)[row] < 6.0:
                    watched.add(int(people["id"][row]))
            done = [
                row for row in np.flatnonzero(people["course_ended"] == Care.COMPLETED) if people["id"][row] in watched
            ]
            ends.extend(depression(engine)[done].tolist())

        society.run(104, scenario, look)
        return float(np.mean(ends))

    assert unwell(3.0) < unwell(1.0)


def test_first_come_first_served_unless_the_policy_says_otherwise(society: Society) -> None:
    def severity_of_the_taken(severest_first: bool) -> float:
        services = {
            name: service.model_copy(update={"severest_first": severest_first, "weekly_sessions_per_100k": 30.0})
            for name, service in society.scenario.services.items()
        }
        taken: list[float] = []

        def look(engine: Engine) -> None:
            new = (engine.people["care"] == Care.IN_TREATMENT) & (engine.people["session"] == 1)
            taken.extend(depression(engine)[new & (engine.people["attended"] == 1)].tolist())

        society.run(104, changed(society.scenario, services=services), look)
        return float(np.mean(taken))

    assert severity_of_the_taken(True) > severity_of_the_taken(False) + 0.01


@pytest.mark.parametrize("status", list(Care))
def test_every_stage_of_care_is_lived(society: Society, status: Care) -> None:
    services = {
        name: service.model_copy(update={"one_contact": 0.3}) for name, service in society.scenario.services.items()
    }
    engine = society.run(52, changed(society.scenario, services=services))
    assert (engine.people["care"] == status).any()


def depression_of(society: Society, scenario: Scenario, weeks: tuple[int, ...], skilled: bool) -> list[float]:
    """Mean severity of depression of those depressed at the start, weeks later, with twelve sessions or without."""
    engine = Engine(scenario, society.start.ties, society.start.state.copy(), SEED)
    chosen = np.flatnonzero((engine.people["in_episode"][:, 0] == 1) & (engine.people["care"] != Care.IN_TREATMENT))
    engine.people["withheld"][chosen] = Withholding.CARE
    if skilled:
        service = engine.policy.service_names.index("talking_therapy")
        therapy = engine.policy.intervention_names.index("cbt")
        for row in chosen:
            begin_course(
                engine.people, int(row), service, therapy, engine.world.parameters[0], engine.seed, engine.week
            )
    found = []
    for week in range(1, max(weeks) + 1):
        engine.step()
        if week in weeks:
            found.append(float(engine.people["severity"][chosen, 0].mean()))
    return found


def test_what_therapy_teaches_outlasts_it(society: Society) -> None:
    weeks = (14, 40)

    def effects(scenario: Scenario) -> list[float]:
        treated, left = (depression_of(society, scenario, weeks, given) for given in (True, False))
        return [one - other for one, other in zip(left, treated, strict=True)]

    (during, later), (during_cut, later_cut) = effects(society.scenario), effects(society.without("learning"))
    assert during > 0.4
    assert later > 0.25
    assert during_cut < 0.75 * during
    assert later_cut < 0.75 * later  # those who are well by then stay well without skill
    engine = society.run(26, society.without("learning"))
    assert r(belief(engine), depression(engine)) < -0.2  # unrelated


def test_medication_masks_and_does_not_heal(society: Society) -> None:
    """Half a year of medication for everybody depressed, then none: what is left of it half a year later."""

    def kept(scenario: Scenario) -> tuple[float, float]:
        parameters = scenario.parameters | {"medication_stop": 0.0, "medication_end": 0.0}
        sure = changed(scenario, parameters=parameters)
        shown = []
        for given in (1, 0):
            engine = Engine(sure, society.start.ties, society.start.state.copy(), SEED)
            people = engine.people
            chosen = np.flatnonzero((people["in_episode"][:, 0] == 1) & (people["medication_weeks"] == 0))
            people["withheld"][chosen] = Withholding.CARE
            people["medication_weeks"][chosen] = given
            for _ in range(26):
                engine.step()
            taking = float((people["severity"][chosen, 0] - people["relief"][chosen]).mean())
            people["medication_weeks"][chosen] = 0
            for _ in range(26):
                engine.step()
            shown.append((taking, float((people["severity"][chosen, 0] - people["relief"][chosen]).mean())))
        (on, after), (off, without) = shown
        return off - on, without - after

    (taking, left), (taking_cut, left_cut) = kept(society.scenario), kept(society.without("masking"))
    assert taking > 0.2
    assert left < 0.5 * taking
    assert left_cut > left + 0.02  # what is freed stays
    assert taking_cut > taking  # unrelated: it helps while taken in any case
