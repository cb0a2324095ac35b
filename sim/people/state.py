"""A person's state: one table of fields with type, unit, range and the instrument it is read with.

`PersonState` below *is* the table. The record that the rules work on, the documentation and the column names of every
exported data set are made from it. Levels are 0 to 1; beliefs and symptoms live on an unbounded logit scale, where
nothing has to be clipped and changes add up exactly.

`VisibleState` is the small part of a person that ties can see. Only this part is kept twice (last week's and this
week's), so that the order in which people are visited never matters.
"""

from enum import IntEnum
from typing import Annotated, NamedTuple, get_args, get_type_hints

import numpy as np
import numpy.typing as npt


class Column(NamedTuple):
    """What one field of the state holds."""

    kind: str
    unit: str
    low: float
    high: float
    meaning: str
    instrument: str = ""


INFINITE = float("inf")


def _logit(meaning: str, instrument: str = "") -> Column:
    return Column("f8", "logit", -INFINITE, INFINITE, meaning, instrument)


def _level(meaning: str, instrument: str = "") -> Column:
    return Column("f8", "level", 0.0, 1.0, meaning, instrument)


def _scale(meaning: str, unit: str, low: float = -INFINITE, instrument: str = "") -> Column:
    return Column("f8", unit, low, INFINITE, meaning, instrument)


def _count(kind: str, meaning: str, unit: str = "count", high: float = 0.0) -> Column:
    return Column(kind, unit, 0, high or float(np.iinfo(np.dtype(kind)).max), meaning)


def _flag(meaning: str) -> Column:
    return Column("u1", "0 or 1", 0, 1, meaning)


class Domain(IntEnum):
    """The domains in which Bandura would ask for self-efficacy."""

    MOOD = 0  # managing my mood
    FEAR = 1  # facing what I fear
    AFTERMATH = 2  # living with what happened
    HELP = 3  # seeking and using help


class Disorder(IntEnum):
    """The three kinds of symptoms."""

    DEPRESSION = 0
    ANXIETY = 1
    POST_TRAUMATIC_STRESS = 2


class Care(IntEnum):
    """Where a person stands with care."""

    NEVER = 0
    PRIMARY = 1  # primary-care contact only
    WAITING = 2
    IN_TREATMENT = 3
    COMPLETED = 4
    DROPPED_OUT = 5
    ADVISED = 6  # one contact, which was assessment and advice, or being sent elsewhere


class Ending(IntEnum):
    """Why a course of treatment ended."""

    NONE = 0  # none has ended, or one is under way
    COMPLETED = 1  # all planned sessions were attended
    WELL_ENOUGH = 2  # scores at a session, or the person, ended it early
    LEFT = 3  # dropped out
    NEVER_BEGAN = 4  # not one session attended
    WITHHELD = 5  # a study withheld it
    CLOSED = 6  # the service or the intervention is no longer there
    ADVISED = 7  # one contact was all: assessment and advice, or being sent elsewhere


class Withholding(IntEnum):
    """Care that a study keeps a person from."""

    NOTHING = 0
    THERAPY = 1  # no place in a service or on its list
    CARE = 2  # neither that nor a visit nor a prescription


class YearMark(IntEnum):
    """Marks (bits) of what happened to a person since the year of the model began: the care funnel counts them."""

    ILL = 1
    NEED = 2
    CONTACT = 4
    TREATED = 8
    ADEQUATE = 16
    COMPLETED = 32
    FOLLOWED_UP = 64


class Cause(IntEnum):
    """The named contributions that sum, in this order, to a week's change of self-efficacy (the ledger)."""

    MASTERY = 0  # own success and failure
    MODELING = 1  # similar ties at the same task, and recovery met
    PERSUASION = 2  # encouragement and scorn by ties
    BODILY_STATE = 3  # distress read as inability
    SELF_STIGMA = 4  # "why try"
    CHARACTER = 5  # resilience and self-esteem
    TREATMENT_MASTERY = 6  # success in guided tasks
    PROGRAMME_MODELING = 7  # coping models shown by programmes and groups
    PROGRAMME_PERSUASION = 8  # encouragement by therapists, peers and programmes
    SET_POINT = 9  # return to the person's own level, which drifts
    LIFE_EVENTS = 10  # what stressful events take from the belief of those who were depressed before


DOMAINS = len(Domain)
DISORDERS = len(Disorder)
CAUSES = len(Cause)


class PersonState:
    """One person, as the rules see it. Annotations are the table: type, unit, range, meaning, instrument."""

    # who (nearly fixed)
    id: Annotated[int, _count("i8", "identity for life, never reused", "id")]
    birth_week: Annotated[int, Column("i4", "week", -(2**31), 2**31 - 1, "week of birth, counted from the run's start")]
    sex: Annotated[int, _flag("0 man, 1 woman")]
    deprivation: Annotated[int, Column("u1", "fifth", 1, 5, "deprivation fifth of the area, 1 least to 5 most")]
    connectedness: Annotated[float, Column("f4", "share", 0, 1, "rank by number of ties in the population, 0 to 1")]
    family: Annotated[int, Column("u4", "number", 0, 2**32 - 1, "household and family: ties of the closest layer")]
    neighbourhood: Annotated[float, _scale("vulnerability that the neighbourhood has in common", "SD")]
    vulnerability: Annotated[float, _scale("general vulnerability to distress", "SD")]
    sociability: Annotated[float, _scale("ease of finding and keeping support", "SD")]
    attitude_baseline: Annotated[float, _scale("public stigma a person returns to", "SD")]
    self_efficacy_set_point: Annotated[float, _logit("self-efficacy a person returns to, for life")]
    ability_set_point: Annotated[float, _logit("ability a person returns to without practice")]
    set_point: Annotated[npt.NDArray[np.float64], _logit("severity each disorder returns to (3)")]
    burden_set_point: Annotated[float, _scale("mean of everyday distress over the years", "logit", 0.0)]
    responsiveness: Annotated[float, _scale("what treatment teaches the person, against a typical one", "times", 0.0)]

    # belief
    self_efficacy: Annotated[npt.NDArray[np.float64], _logit("self-efficacy by domain (4)", "GSE 10-40")]
    self_efficacy_drift: Annotated[float, _logit("slow ups and downs of self-efficacy: roles, work, relationships")]
    ability: Annotated[npt.NDArray[np.float64], _logit("ability by domain (4): what one can in fact do")]
    persuaded: Annotated[float, _logit("part of belief that only rests on encouragement so far")]
    coached: Annotated[float, _logit("part of belief that only rests on programmes' encouragement so far")]
    outcome_expectation: Annotated[float, _level("does trying pay here")]
    helplessness: Annotated[float, _level("failure is blamed on oneself, for good")]
    self_esteem: Annotated[float, _level("worth given to oneself")]
    resilience: Annotated[float, _level("capacity to recover from strain")]
    hope: Annotated[float, _level("hope (personal recovery)")]
    empowerment: Annotated[float, _level("empowerment (personal recovery)")]

    # mind and body
    severity: Annotated[npt.NDArray[np.float64], _logit("symptom severity by disorder (3)", "PHQ-9, GAD-7, PCL-5")]
    entrenchment: Annotated[npt.NDArray[np.float64], _level("how far each disorder has become a habit (3)")]
    burden: Annotated[float, _scale("everyday distress that scales count and no diagnosis does", "logit", 0.0)]
    rumination: Annotated[float, _level("rumination")]
    avoidance: Annotated[float, _level("avoidance")]
    acceptance: Annotated[float, _level("acceptance and self-compassion, what mindfulness trains")]
    reframing: Annotated[float, _level("skill of catching and turning thoughts that brood: learned, kept by practice")]
    activation: Annotated[float, _level("skill of keeping going when mood is low: learned, kept by practice")]
    facing: Annotated[float, _level("skill of facing what is feared: learned, kept by practice")]
    relief: Annotated[float, _logit("depression and anxiety that medication masks; below 0 in a rebound")]
    health_behaviour: Annotated[float, _level("sleep, activity, contacts kept")]
    acute_stress: Annotated[float, _scale("acute reaction to a trauma, over in weeks", "trauma severity", 0.0)]
    trauma_memory: Annotated[float, _scale("unprocessed memory of traumas", "trauma severity", 0.0)]
    strain: Annotated[float, _scale("strain felt this week", "strain", 0.0)]

    # among others
    public_stigma: Annotated[
        float, _scale("what I think of people with mental illness", "SD", instrument="attitude score")
    ]
    perceived_stigma: Annotated[float, _level("what I think others think", "ISMI-like 1-4")]
    self_stigma: Annotated[float, _level("how far I turn stigma on myself", "ISMI-like 1-4")]
    support_emotional: Annotated[float, _level("perceived emotional support")]
    support_instrumental: Annotated[float, _level("perceived instrumental support")]
    remembered_distress: Annotated[float, _level("distress of the past half-year: what improvement is seen against")]
    disclosed: Annotated[int, _flag("has told ties about own mental health")]

    # goals
    goal_difficulty: Annotated[float, _level("difficulty of the goal in hand")]
    recent_successes: Annotated[float, _scale("successes, fading over a year", "count", 0.0)]
    domain: Annotated[int, Column("u1", "domain", 0, DOMAINS - 1, "domain of this week's goal")]
    tried: Annotated[int, _flag("tried this week")]
    succeeded: Annotated[int, _flag("succeeded this week")]

    # diagnosis (a rule on the state)
    ill_run: Annotated[npt.NDArray[np.uint8], _count("u1", "weeks in a row severe enough, by disorder (3)", "weeks")]
    well_run: Annotated[npt.NDArray[np.uint8], _count("u1", "weeks in a row well below, by disorder (3)", "weeks")]
    in_episode: Annotated[npt.NDArray[np.uint8], _flag("in an episode, by disorder (3)")]
    episode_weeks: Annotated[
        npt.NDArray[np.uint16], _count("u2", "weeks since the episode began, by disorder (3)", "weeks")
    ]
    episodes: Annotated[npt.NDArray[np.uint8], _count("u1", "episodes so far, by disorder (3)")]

    # what happened
    life_event: Annotated[int, _flag("a stressful life event this week")]
    trauma: Annotated[int, Column("u1", "grade", 0, 2, "a trauma this week: 1 any, 2 severe")]
    traumas: Annotated[int, _count("u1", "traumas so far")]
    weeks_since_trauma: Annotated[int, _count("u2", "weeks since the last trauma (65535: none)", "weeks")]

    # care
    need_recognised: Annotated[int, _flag("feels a need for help")]
    care: Annotated[int, Column("u1", "status", 0, len(Care) - 1, "status in care, see Care")]
    # of the present course, or of the latest; who waits has none yet (these words are hashed with the rules)
    service: Annotated[int, _count("u1", "number of the service waited for or used", "service")]
    listed_for: Annotated[int, _count("u1", "number of the only service waited for (255: any that suits)", "service")]
    offered: Annotated[int, _count("u8", "services offered this week by programmes", "bits")]
    reached: Annotated[int, _count("u8", "programmes that reached the person this week", "bits")]
    therapy: Annotated[int, _count("u1", "number of the intervention received in treatment (0: none)", "intervention")]
    therapist: Annotated[
        int, _count("u2", "number of the therapist of the latest course (0: none so far)", "therapist")
    ]
    session: Annotated[int, _count("u1", "sessions attended in this course", "sessions")]
    weeks_waiting: Annotated[int, _count("u2", "weeks waited for the present course", "weeks")]
    weeks_in_care: Annotated[int, _count("u2", "weeks since the last contact with primary care began", "weeks")]
    medication_weeks: Annotated[int, _count("u2", "weeks of medication taken in a row (0: none)", "weeks")]
    medicine: Annotated[
        int,
        _count(
            "u1", "0 never took any, 1 an antidepressant, from 2 on 1 + number of the course that gave it", "number"
        ),
    ]
    tapered: Annotated[float, Column("f4", "share", 0, 1, "share of the full dose of medication taken off so far")]
    treatments: Annotated[int, _count("u1", "courses of treatment so far")]
    absences: Annotated[int, _count("u1", "sessions missed in this course", "sessions")]
    attended: Annotated[int, _flag("attended a session this week")]
    visited: Annotated[int, _flag("saw a family doctor this week")]
    course_ended: Annotated[
        int, Column("u1", "status", 0, len(Care) - 1, "how a course ended this week: COMPLETED, DROPPED_OUT, ADVISED")
    ]
    ending: Annotated[int, Column("u1", "reason", 0, len(Ending) - 1, "why the last course ended, see Ending")]
    withheld: Annotated[
        int, Column("u1", "kind", 0, len(Withholding) - 1, "care that a study withholds, see Withholding")
    ]
    taper_weeks: Annotated[
        int, _count("u1", "weeks in which a study withdraws medication (0: it does not, 1: at once)", "weeks")
    ]
    recovered: Annotated[npt.NDArray[np.uint8], _flag("an episode was over this week, by disorder (3)")]
    this_year: Annotated[int, _count("u1", "marks of what happened this year, see YearMark", "bits")]
    first_score: Annotated[float, Column("f4", "PHQ-9 points", 0, 27, "first session score of this course")]
    intensity: Annotated[
        float, Column("f4", "times", 0, INFINITE, "dose of the course against its standard (stepping)")
    ]


class VisibleState:
    """What ties can see of a person: last week's is read, this week's is written."""

    recovery: Annotated[float, Column("f4", "level", 0, 1, "improvement after illness shown; 0 unless disclosed")]
    attitude: Annotated[float, Column("f4", "SD", -INFINITE, INFINITE, "attitude to mental illness shown")]
    warmth: Annotated[float, Column("f4", "level", 0, 1, "support given")]
    encouragement: Annotated[float, Column("f4", "level", -1, 1, "encouragement given; scorn below zero")]
    attempt: Annotated[int, Column("u1", "result", 0, 2, "this week's attempt: 0 none, 1 failed, 2 succeeded")]
    domain: Annotated[int, Column("u1", "domain", 0, DOMAINS - 1, "domain of this week's attempt")]
    well: Annotated[int, _flag("in good mood, as friends see it")]
    age_band: Annotated[int, Column("u1", "band", 0, 5, "age band, see AGE_BAND_STARTS")]
    sex: Annotated[int, _flag("0 man, 1 woman")]
    deprivation: Annotated[int, Column("u1", "fifth", 1, 5, "deprivation fifth")]


ARRAY_FIELDS = {
    "set_point": DISORDERS,
    "self_efficacy": DOMAINS,
    "ability": DOMAINS,
    "severity": DISORDERS,
    "entrenchment": DISORDERS,
    "ill_run": DISORDERS,
    "well_run": DISORDERS,
    "in_episode": DISORDERS,
    "episode_weeks": DISORDERS,
    "episodes": DISORDERS,
    "recovered": DISORDERS,
}


def columns(table: type) -> dict[str, Column]:
    """The fields of a state table, in order: name to `Column`."""
    hints = get_type_hints(table, include_extras=True)
    return {name: next(part for part in get_args(hint) if isinstance(part, Column)) for name, hint in hints.items()}


def record_type(table: type) -> np.dtype[np.void]:
    """The NumPy record type made from a state table (aligned; array fields as declared in `ARRAY_FIELDS`)."""
    return np.dtype(
        [
            (name, column.kind, (ARRAY_FIELDS[name],)) if name in ARRAY_FIELDS else (name, column.kind)
            for name, column in sorted(columns(table).items(), key=lambda item: -np.dtype(item[1].kind).itemsize)
        ],
        align=True,
    )


PERSON = record_type(PersonState)
VISIBLE_STATE = record_type(VisibleState)

WEEKS_PER_YEAR = 52  # a year of the model has 52 weeks
NO_TRAUMA = 65535
NO_SERVICE = 255  # stands for "any" in `listed_for` and for "none" elsewhere
AGE_BAND_STARTS = (18, 25, 35, 45, 55, 65)  # years


def empty_people(count: int) -> npt.NDArray[np.void]:
    """Records for `count` people, all zero."""
    return np.zeros(count, PERSON).view(np.recarray)


def empty_visible_states(count: int) -> npt.NDArray[np.void]:
    """Visible states for `count` people, all zero."""
    return np.zeros(count, VISIBLE_STATE).view(np.recarray)
