"""Places in care: as many as there are, to whom they are due, and never two to one person."""

from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
import pytest
from hypothesis import given, settings
from hypothesis import strategies as some

from sim.core.chance import Purpose, draw
from sim.parameters import Parameters, parameter_record
from sim.people.condition import condition_of
from sim.people.state import NO_SERVICE, Care, Disorder, empty_people
from sim.policy.doses import INTERVENTION, SERVICE, table
from sim.scenario.scenario import Scenario
from sim.scenario.tables import InterventionSpec, Problem, ServiceSpec
from sim.simulation.allocation import Capacity, allocate, empty_queue, take_stock_of_all
from sim.simulation.schedule import Policy

PARAMETERS = Parameters()
SEED = 5
ALL_PROBLEMS = 7  # bits of a service that treats all three
DEPRESSION, ANXIETY, TRAUMA = 1, 2, 4
COURSES = table(INTERVENTION, 200)
COURSES["sessions"] = 12


@dataclass
class Clinic:
    """Hand-made services and the people around them."""

    people: npt.NDArray[np.void]
    services: npt.NDArray[np.void]
    credit: npt.NDArray[np.float64]
    severest_first: npt.NDArray[np.bool_]

    def allocate(self, places: float | list[float], week: int = 1, parameters: Parameters = PARAMETERS) -> list[int]:
        """Hand out a week's places, and tell whose turn it was (rows)."""
        before = self.people["care"].copy()
        each = np.broadcast_to(np.asarray(places, np.float64), self.credit.shape).copy()
        none_scarce = np.full(len(each), -1, np.int64)
        capacity = Capacity(
            none_scarce, np.zeros(len(each)), np.zeros(0), self.severest_first, self.credit, np.zeros(0)
        )
        queue = empty_queue(len(self.people), len(each))
        waiting = take_stock_of_all(self.people, COURSES, queue)
        record = parameter_record(parameters)[0]
        allocate(self.people, self.services, each, capacity, queue, waiting, record, SEED, week)
        begun = (before == Care.WAITING) & (self.people["care"] == Care.IN_TREATMENT)
        assert (self.people["care"][~begun] == before[~begun]).all()  # nobody else is touched
        return [int(row) for row in np.flatnonzero(begun)]

    @property
    def in_treatment(self) -> npt.NDArray[np.intp]:
        """Rows of those in treatment."""
        return np.flatnonzero(self.people["care"] == Care.IN_TREATMENT)


def clinic(waiting: int, services: int = 1, severest_first: bool = False) -> Clinic:
    """So many people waiting, all depressed, who came on the list one after another (row 0 last)."""
    people = empty_people(waiting)
    people["id"] = np.arange(waiting)
    people["care"] = Care.WAITING
    people["listed_for"] = NO_SERVICE
    people["weeks_waiting"] = np.arange(waiting)
    people["severity"] = -3.0
    people["in_episode"][:, Disorder.DEPRESSION] = 1
    offered = table(SERVICE, services)
    offered["number"] = np.arange(services)
    offered["most"] = 80.0
    offered["step_up_to"] = NO_SERVICE
    offered["intervention"] = np.arange(services) + 1
    offered["disorders"] = ALL_PROBLEMS
    offered["open"] = 1
    return Clinic(people, offered, np.zeros(services), np.full(services, severest_first))


# --- as many as there are ---


@given(
    places=some.floats(0.01, 25.0),
    longest=some.integers(1, 15),
    seed=some.integers(0, 2**32 - 1),
)
@settings(deadline=None, max_examples=20)
def test_over_time_exactly_the_places_there_are_are_used(places: float, longest: int, seed: int) -> None:
    """Whatever the number of places and the length of courses: sessions given and what is carried over make the sum."""
    weeks = 150
    rng = np.random.default_rng(seed)
    desk = clinic(60)
    left = np.zeros(60, np.int64)
    given_ = 0
    for week in range(weeks):
        begun = desk.allocate(places, week)
        left[begun] = rng.integers(1, longest + 1, len(begun))
        given_ += len(desk.in_treatment)
        left[desk.in_treatment] -= 1
        done = desk.in_treatment[left[desk.in_treatment] == 0]
        desk.people["care"][done] = Care.WAITING  # the list is never empty
        assert desk.credit[0] < 1.0
        assert given_ + desk.credit[0] == pytest.approx(places * (week + 1), abs=1e-6)


def test_a_small_fraction_of_a_place_is_a_place_now_and_then() -> None:
    desk = clinic(50)
    weeks_of_a_place = []
    for week in range(1, 41):
        if desk.allocate(0.25, week):
            weeks_of_a_place.append(week)
        desk.people["care"][desk.in_treatment] = Care.COMPLETED  # a course of one session
    assert weeks_of_a_place == list(range(4, 41, 4))


def test_places_that_nobody_asked_for_are_not_hoarded() -> None:
    desk = clinic(50)
    desk.people["care"] = Care.NEVER
    for week in range(100):
        assert desk.allocate(2.0, week) == []
    desk.people["care"] = Care.WAITING
    spread = PARAMETERS.unused_capacity_kept * 2.0**0.5  # what a small population is granted as a sample of a large one
    assert 2 < len(desk.allocate(2.0, 100)) <= 2 + spread < 200


def test_what_is_kept_for_later_hardly_counts_in_a_large_population() -> None:
    kept = [
        PARAMETERS.unused_capacity_kept * places**0.5 / places for places in (7.0, 1400.0)
    ]  # 5,000 and a million people, weeks
    assert kept[0] > 5.0
    assert kept[1] < 1.0


def test_people_in_treatment_take_up_places() -> None:
    desk = clinic(20)
    assert len(desk.allocate(5.0)) == 5
    assert desk.allocate(5.0, week=2) == []
    desk.people["care"][desk.in_treatment[:2]] = Care.COMPLETED
    assert len(desk.allocate(5.0, week=3)) == 2


def test_fewer_places_than_people_in_treatment_gives_none() -> None:
    desk = clinic(20)
    desk.allocate(5.0)
    desk.people["care"][desk.in_treatment[0]] = Care.COMPLETED
    assert desk.allocate(2.0, week=2) == []


@pytest.mark.parametrize("places", [0.0, 0.4])
def test_without_a_whole_place_nobody_begins(places: float) -> None:
    assert clinic(10).allocate(places) == []


def test_more_places_than_people_is_no_problem() -> None:
    desk = clinic(3)
    assert desk.allocate(10.0) == [0, 1, 2]
    assert desk.allocate(10.0, week=2) == []


def test_without_limits_of_capacity_everybody_begins() -> None:
    boundless = Parameters(use_care_capacity=0.0)
    assert len(clinic(30).allocate(1.0, parameters=boundless)) == 30


@pytest.mark.parametrize("parameters", [PARAMETERS, Parameters(use_care_capacity=0.0)])
def test_an_empty_list_and_no_services_are_no_problem(parameters: Parameters) -> None:
    assert clinic(0).allocate(3.0, parameters=parameters) == []
    assert clinic(4, services=0).allocate(3.0, parameters=parameters) == []


# --- to whom they are due ---


def test_the_longest_wait_comes_first() -> None:
    desk = clinic(20)
    desk.people["severity"][:, Disorder.DEPRESSION] = -np.arange(20)  # whoever waited longest is the least severe
    assert desk.allocate(5.0) == [15, 16, 17, 18, 19]


def test_the_most_severe_comes_first_where_policy_says_so() -> None:
    desk = clinic(20, severest_first=True)
    severity = np.random.default_rng(1).permutation(20) / 10.0
    desk.people["severity"][:, Disorder.ANXIETY] = severity
    chosen = desk.allocate(5.0)
    assert sorted(severity[chosen]) == sorted(severity)[-5:]
    distress = [condition_of(person).distress for person in desk.people]
    assert min(distress[row] for row in chosen) > max(distress[row] for row in range(20) if row not in chosen)


def test_equal_waits_are_decided_by_random_draws_that_belong_to_the_person() -> None:
    desk = clinic(50)
    desk.people["weeks_waiting"] = 7
    luck = [draw(SEED, person, 3, Purpose.QUEUE).first for person in range(50)]
    assert desk.allocate(10.0, week=3) == sorted(int(row) for row in np.argsort(luck)[:10])


def test_the_order_of_records_decides_nothing() -> None:
    order = np.random.default_rng(2).permutation(50)
    one, other = clinic(50), clinic(50)
    for desk in (one, other):
        desk.people["weeks_waiting"] = 7
    other.people["id"] = order
    chosen = one.allocate(10.0)
    assert sorted(order[other.allocate(10.0)].tolist()) == chosen


def test_a_service_takes_only_the_problems_it_treats() -> None:
    desk = clinic(9)
    desk.services["disorders"] = TRAUMA
    assert desk.allocate(5.0) == []
    desk.people["in_episode"][[2, 4], Disorder.POST_TRAUMATIC_STRESS] = 1
    desk.people["severity"][[2, 4], Disorder.POST_TRAUMATIC_STRESS] = 5.0
    assert desk.allocate(5.0, week=2) == [2, 4]


def test_closed_services_take_nobody() -> None:
    desk = clinic(10, services=2)
    desk.services["open"][0] = 0
    begun = desk.allocate([5.0, 3.0])
    assert len(begun) == 3
    assert set(desk.people["service"][begun].tolist()) == {1}


# --- never two to one person ---


def test_nobody_gets_two_places() -> None:
    desk = clinic(10, services=3)
    begun = desk.allocate([4.0, 3.0, 2.0])
    assert len(begun) == 9
    assert np.bincount(desk.people["service"][begun]).tolist() == [4, 3, 2]
    assert desk.credit.tolist() == [0.0, 0.0, 0.0]
    assert 0 not in begun  # the last to come goes without


def test_two_services_do_not_spend_places_on_the_same_person() -> None:
    desk = clinic(3, services=2)
    assert desk.allocate([2.0, 2.0]) == [0, 1, 2]
    assert sorted(np.bincount(desk.people["service"]).tolist()) == [1, 2]


def test_a_place_begins_a_fresh_course() -> None:
    desk = clinic(1)
    me = desk.people[0]
    me.session, me.absences, me.attended, me.weeks_in_care, me.intensity = 7, 3, 1, 9, 2.0
    desk.allocate(1.0)
    assert (me.session, me.absences, me.attended, me.weeks_in_care, me.intensity) == (0, 0, 0, 0, 1.0)
    assert (me.care, me.service, me.therapy) == (Care.IN_TREATMENT, 0, 1)


# --- places out of a scenario ---


def with_service(**changed: float) -> Scenario:
    """A scenario with one service."""
    course = InterventionSpec(title="course", stands_for="a course", doses={}, sessions=12)
    service = ServiceSpec(
        **{"intervention": "course", "treats": [Problem.DEPRESSION], "weekly_sessions_per_100k": 50.0, **changed}  # type: ignore[arg-type]
    )
    return Scenario(
        name="clinic", title="", description="", interventions={"course": course}, services={"course": service}
    )


def test_places_scale_with_the_population() -> None:
    for people, places in ((100_000, 50.0), (1000, 0.5), (1, 0.0005)):
        assert Policy(with_service(), people).calendar(1, 1).sessions.tolist() == [pytest.approx([places])]


def test_services_open_and_close_on_their_dates() -> None:
    policy = Policy(with_service(start_week=10, end_week=20), 100_000)
    calendar = policy.calendar(-5, 35)
    assert [week for week in range(-5, 30) if calendar.open[week + 5, 0]] == list(range(10, 20))
    assert ((calendar.sessions > 0.0) == calendar.open).all()


def test_a_service_without_a_start_has_always_been_there() -> None:
    policy = Policy(with_service(), 100_000)
    assert policy.calendar(-2000, 2).sessions.tolist() == [[50.0], [50.0]]
