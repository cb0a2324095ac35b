"""A trial's own courses: a service for each that takes nobody from any list, since the trial decides who gets one."""

from collections.abc import Iterator, Mapping
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.errors import UnknownName, WrongValue
from sim.people.state import NO_SERVICE, Care, Ending, Withholding
from sim.scenario.scenario import Scenario
from sim.scenario.tables import Problem, ServiceSpec
from sim.simulation.allocation import begin_course
from sim.simulation.engine import Engine
from sim.studies.trials.spec import ArmSpec, TrialSpec, Withheld
from sim.theory.treatment import leave_treatment

MOST_COURSES = 250  # a person's record has one byte for the number of an intervention or a service


class Part(IntEnum):
    """What a course is in its arm."""

    OTHER = 0  # none of the trial's
    MAIN = 1
    BOOSTER = 2
    CONTINUATION = 3


class Given(NamedTuple):
    """A course that an arm gives."""

    arm: str
    part: Part
    key: str  # of its intervention, below the arm
    sessions_key: str
    intervention: str
    sessions: int  # 0: those of the intervention

    @property
    def name(self) -> str:
        """Of its own intervention and service."""
        return course_name(self.arm, self.part)


def course_name(arm: str, part: Part) -> str:
    """Name of the intervention, and of the service, by which an arm gives a course."""
    return f"trial_{arm}" if part == Part.MAIN else f"trial_{arm}_{part.name.lower()}"


def courses_of(arms: Mapping[str, ArmSpec]) -> Iterator[Given]:
    """All courses that arms give."""
    for name, arm in arms.items():
        if arm.intervention:
            yield Given(name, Part.MAIN, "intervention", "sessions", arm.intervention, arm.sessions)
        if arm.boosters:
            of = arm.booster_intervention or arm.intervention
            yield Given(name, Part.BOOSTER, "booster_intervention", "sessions", of, 1)
        if arm.continuation:
            then, keys = arm.continuation, ("continuation.intervention", "continuation.sessions")
            yield Given(name, Part.CONTINUATION, *keys, then.intervention, then.sessions)


def with_arms(scenario: Scenario, arms: Mapping[str, ArmSpec], where: tuple[str, ...] = ("arms",)) -> Scenario:
    """The society with a service for each course that arms give, which takes nobody from any list.

    Args:
        scenario: the society.
        arms: the arms.
        where: where in the file they are.

    Raises:
        UnknownName: an arm's intervention is not known.
        WrongValue: a programme without a number of sessions, or a name that is taken.
    """
    given, services = dict(scenario.interventions), dict(scenario.services)
    for course in courses_of(arms):
        arm = (*where, course.arm)
        if course.intervention not in scenario.interventions:
            raise UnknownName((*arm, course.key), course.intervention, "an intervention", list(scenario.interventions))
        if max(len(given), len(services)) > MOST_COURSES:
            raise WrongValue(
                where, len(arms), f"fewer arms: with the scenario's own, at most {MOST_COURSES} courses can run"
            )
        if course.name in given or course.name in services:
            raise WrongValue(arm, course.name, "another name for the arm, since this one is in use for a course")
        spec = scenario.interventions[course.intervention]
        sessions = course.sessions or spec.sessions
        if sessions == 0:
            expected = f"a number of weekly sessions, since {course.intervention} is a programme"
            raise WrongValue((*arm, course.sessions_key), 0, expected)
        dropout = spec.dropout if spec.sessions > 0 else 0.0  # a programme is there; nobody has to come
        given[course.name] = spec.model_copy(update={"sessions": sessions, "dropout": dropout})
        services[course.name] = ServiceSpec(
            intervention=course.name, treats=list(Problem), weekly_sessions_per_100k=0.0, only_listed=True
        )
    return scenario.model_copy(update={"interventions": given, "services": services})


def with_courses(scenario: Scenario, plan: TrialSpec) -> Scenario:
    """The society with a service for each course of a trial; raises as `with_arms` does."""
    society = with_arms(scenario, plan.arms)
    if plan.second_stage is not None:
        society = with_arms(society, plan.second_stage.arms, ("second_stage", "arms"))
    return society


class TrialCourses:
    """The courses of a trial in a running society: gives and ends them.

    Args:
        engine: the society, made from `with_courses`.
        plan: the trial.
    """

    def __init__(self, engine: Engine, plan: TrialSpec) -> None:
        self.engine = engine
        arms = plan.arms if plan.second_stage is None else {**plan.arms, **plan.second_stage.arms}
        self.services: dict[str, int] = {}
        names = engine.policy.intervention_names
        self.part = np.zeros(len(names), np.int64)  # by intervention, see `Part`
        for course in courses_of(arms):
            self.services[course.name] = engine.policy.service_names.index(course.name)
            self.part[names.index(course.name)] = course.part

    def service(self, arm: str, part: Part = Part.MAIN) -> int:
        """Number of the service that gives an arm's course; `NO_SERVICE` where there is none."""
        return self.services.get(course_name(arm, part), NO_SERVICE)

    def under_way(self, rows: npt.NDArray[np.int64]) -> npt.NDArray[np.bool_]:
        """Who is in one of the trial's courses."""
        people = self.engine.people[rows]
        mine: npt.NDArray[np.bool_] = (people["care"] == Care.IN_TREATMENT) & (
            self.part[people["therapy"]] != Part.OTHER
        )
        return mine

    def begin(self, rows: npt.NDArray[np.int64], arm: str, part: Part = Part.MAIN) -> None:
        """Give people a course; they leave another one that they are in."""
        name = course_name(arm, part)
        intervention = self.engine.policy.intervention_names.index(name)
        for row in rows:
            if self.engine.people["care"][row] == Care.IN_TREATMENT:
                leave_treatment(
                    self.engine.people[row], Care.DROPPED_OUT.value, Ending.LEFT.value, self.engine.world.parameters[0]
                )
            begin_course(
                self.engine.people,
                int(row),
                self.services[name],
                intervention,
                self.engine.world.parameters[0],
                self.engine.seed,
                self.engine.week,
            )

    def turn_out(self, rows: npt.NDArray[np.int64], what: Withheld) -> None:
        """Withhold care from people from now on, and end what they have of it; see `end_care`."""
        ours = self.part != Part.OTHER
        end_care(self.engine, rows, what, kept=np.zeros_like(ours) if what == Withheld.ALL else ours)
        withhold(self.engine, rows, what)


def end_care(
    engine: Engine, rows: npt.NDArray[np.int64], what: Withheld, *, kept: npt.NDArray[np.bool_] | None = None
) -> None:
    """End courses of treatment and, where all care is withheld, medication.

    Args:
        engine: the running society.
        rows: the people.
        what: is withheld from them.
        kept: the interventions whose courses and medication go on (by their number); None: of none.
    """
    people = engine.people
    kept = np.zeros(len(engine.policy.intervention_names), np.bool_) if kept is None else kept
    treated = people["care"][rows] == Care.IN_TREATMENT
    for row in rows[treated & ~kept[people["therapy"][rows]]]:
        leave_treatment(people[row], Care.DROPPED_OUT.value, Ending.WITHHELD.value, engine.world.parameters[0])
    if what in (Withheld.CARE, Withheld.ALL):
        number = np.maximum(people["medicine"][rows].astype(np.int64) - 1, 0)  # of the course that gave it
        people["medication_weeks"][rows[~kept[number]]] = 0


def withhold(engine: Engine, rows: npt.NDArray[np.int64], what: Withheld) -> None:
    """Withhold care from people from now on (or no longer): nobody of them is on a list, or in contact with a doctor.

    What they are in the midst of goes on: a course of treatment, medication (`end_care` ends these).
    """
    people = engine.people
    order = {Withheld.NOTHING: Withholding.NOTHING, Withheld.THERAPY: Withholding.THERAPY}
    people["withheld"][rows] = order.get(what, Withholding.CARE)
    if what == Withheld.NOTHING:
        return
    waiting = rows[people["care"][rows] == Care.WAITING]
    people["care"][waiting] = Care.PRIMARY
    people["weeks_waiting"][waiting] = 0
    if what != Withheld.THERAPY:
        people["weeks_in_care"][rows] = 0
        people["need_recognised"][rows] = 0
