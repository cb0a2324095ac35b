"""The routes by which policy can reach a person: the only doors between an intervention and the rules.

Nothing acts on an outcome by decree. A therapy, a programme or a campaign is a row of doses, one per route; each route
enters one mechanism. Doses of all that reaches a person in a week add up.
"""

from enum import IntEnum
from typing import Annotated, get_args, get_type_hints

import numpy as np
import numpy.typing as npt


class Doses:
    """What reaches one person in one week, by route. A dose of 1 is a full session's (or a full week's) worth."""

    restructuring: Annotated[float, "thoughts examined: less helplessness, less rumination"]
    graded_mastery: Annotated[float, "graded tasks with guidance: real successes at attainable difficulty"]
    skills: Annotated[float, "coping skills taught and practised"]
    exposure: Annotated[float, "facing what is avoided: less avoidance, memories of traumas processed"]
    mindfulness: Annotated[float, "acceptance trained: distress no longer read as inability, less rumination"]
    activity: Annotated[float, "sleep, activity and contacts supported"]
    goal_setting: Annotated[float, "near, attainable goals set"]
    damping: Annotated[float, "symptoms dampened while taken (medication)"]
    encouragement: Annotated[float, "encouragement by someone credible"]
    coping_models: Annotated[float, "coping of people like me, shown"]
    support: Annotated[float, "someone's time and attention"]
    self_stigma_work: Annotated[float, "self-stigma questioned, empowerment"]
    attitude: Annotated[float, "attitudes to mental illness improved by media or teaching"]
    contact: Annotated[float, "contact with someone who talks about recovery"]
    disclosure: Annotated[float, "telling others made safer"]
    recognition: Annotated[float, "help to see a need for care (literacy, screening, outreach)"]
    access: Annotated[float, "an easier way into care"]
    inclusion: Annotated[float, "fairer odds of success"]
    strain_relief: Annotated[float, "less chronic strain"]
    ties: Annotated[float, "more and stronger contact with others"]
    medication: Annotated[float, "medication prescribed: chance of beginning it"]
    adherence: Annotated[float, "help to go on taking medication"]
    therapy_withheld: Annotated[float, "above 0: no place in a service or on its list is given"]
    care_withheld: Annotated[float, "above 0: neither that nor a visit to the family doctor nor a prescription"]
    medication_withdrawn: Annotated[float, "share of the full dose of medication taken off; none is begun"]


ROUTES: dict[str, str] = {
    name: next(part for part in get_args(hint) if isinstance(part, str))
    for name, hint in get_type_hints(Doses, include_extras=True).items()
}
GATES = ("therapy_withheld", "care_withheld", "medication_withdrawn")
"""Routes that close a way into care, and move nothing else."""
DOSES = np.dtype([(name, "f8") for name in ROUTES], align=True)


class Target(IntEnum):
    """Whom a programme is for."""

    EVERYONE = 0
    SYMPTOMATIC = 1  # above a symptom cut-off at present
    MOST_CONNECTED = 2  # the best connected share of the population
    MOST_DEPRIVED = 3  # the most deprived fifth
    RECENTLY_TRAUMATISED = 4
    PREVIOUSLY_ILL = 5  # had an episode, well now
    WAITING = 6  # waits for treatment
    NOBODY = 7
    LONG_WAITING = 8  # has waited for a given number of weeks or more
    STRUCK_OR_UNWELL = 9  # lately lived through a trauma, or above a symptom cut-off at present
    IN_EPISODE = 10  # in an episode of any of the three disorders at present


class Programme:
    """A programme that runs in a given week: whom it is for, how many it reaches, what it gives."""

    number: Annotated[int, "u4"]  # identity, for chance
    intervention: Annotated[int, "u2"]  # row of the interventions table
    target: Annotated[int, "u1"]
    reach: Annotated[float, "f8"]  # probability that an eligible person is reached in a week
    lasting: Annotated[int, "u1"]  # 1: the same people every week; 0: drawn afresh each week
    fidelity: Annotated[float, "f8"]  # share of the dose that is delivered
    top_share: Annotated[float, "f8"]  # MOST_CONNECTED: share of the population that counts as such
    waited_weeks: Annotated[int, "u4"]  # LONG_WAITING: weeks waited at least
    offers: Annotated[int, "u8"]  # services that those reached are offered, a bit each
    bit: Annotated[int, "u1"]  # place in the record of who was reached


PROGRAMME = np.dtype(
    [(name, get_args(hint)[1]) for name, hint in get_type_hints(Programme, include_extras=True).items()], align=True
)


class Intervention:
    """One row of the interventions table: doses by route, and what a course of it is like (zeros for programmes)."""

    doses: Annotated[Doses, DOSES]
    sessions: Annotated[int, "u1"]  # planned sessions of a course
    dropout: Annotated[float, "f8"]  # hazard of leaving, relative to face-to-face therapy


INTERVENTION = np.dtype(
    [(name, get_args(hint)[1]) for name, hint in get_type_hints(Intervention, include_extras=True).items()], align=True
)


class Service:
    """A service that gives courses of treatment: what it offers to whom, and how it is run."""

    number: Annotated[int, "u2"]
    intervention: Annotated[int, "u2"]
    disorders: Annotated[int, "u1"]  # bits 1, 2, 4: treats depression, anxiety, post-traumatic stress
    measurement_based: Annotated[int, "u1"]  # 1: instruments read at sessions adapt the course
    fidelity: Annotated[float, "f8"]  # share of the dose that is delivered
    open: Annotated[int, "u1"]  # 1: takes people from the list this week
    sent_elsewhere: Annotated[float, "f8"]  # share found unsuitable at assessment, before a first session
    one_contact: Annotated[float, "f8"]  # share whose first contact is all: advised, or sent elsewhere
    step: Annotated[int, "u1"]  # of those that take a person, the lowest step comes first
    only_listed: Annotated[int, "u1"]  # 1: takes only people listed for it
    counted: Annotated[int, "u1"]  # 1: its referrals and courses count in the statistics of the service studied
    step_up_to: Annotated[int, "u1"]  # service for those still unwell at the end; NO_SERVICE: none
    least: Annotated[npt.NDArray[np.float64], "(3,)f8"]  # points at triage from which it takes people, by disorder
    most: Annotated[npt.NDArray[np.float64], "(3,)f8"]  # points up to which it does


SERVICE = np.dtype(
    [(name, get_args(hint)[1]) for name, hint in get_type_hints(Service, include_extras=True).items()], align=True
)


class Event:
    """Something that happens to many people in one week, and its aftermath."""

    number: Annotated[int, "i8"]  # identity, for chance
    week: Annotated[int, "i8"]  # when it happens
    exposed: Annotated[float, "f8"]  # share of people who live through a trauma then
    severity: Annotated[float, "f8"]  # mean severity of the trauma
    strain: Annotated[float, "f8"]  # hassles added in its aftermath


EVENT = np.dtype(
    [(name, get_args(hint)[1]) for name, hint in get_type_hints(Event, include_extras=True).items()], align=True
)


def table(dtype: np.dtype[np.void], rows: int) -> npt.NDArray[np.void]:
    """An empty table of `rows` records."""
    return np.zeros(rows, dtype).view(np.recarray)
