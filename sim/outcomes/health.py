"""Health as economists count it: which people have which quality of life, and which disability weight, in a week.

The week only counts people by class; the value of a class is in the scenario's `[economy]`, so that other values, or
draws of uncertain ones, need no new run. Quality of life is a sum (the norm of sex and age, less what present symptoms
take, less a scar), so that a person is counted once for each part.
"""

from enum import IntEnum
from typing import NamedTuple

from sim.core.arithmetic import logit
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import felt_severity, shown_severity
from sim.people.state import AGE_BAND_STARTS, DISORDERS, WEEKS_PER_YEAR, Disorder, PersonState

NORM_STARTS = (*AGE_BAND_STARTS, 75)  # years at which bands of the norms begin: those of the source
NORM_BANDS = len(NORM_STARTS)
LAST_NORM_WEEKS = NORM_STARTS[-1] * WEEKS_PER_YEAR  # age from which the last norm holds


class UtilityClass(IntEnum):
    """Classes of people by quality of life: norms by age band, then grades of present symptoms, then the scar.

    Everybody has one norm and one grade; the scar comes on top.
    """

    MEN = 0  # the youngest; one more for each further band
    WOMEN = NORM_BANDS
    WELL = 2 * NORM_BANDS
    MINOR = WELL + 1
    MILD = WELL + 2
    MODERATE = WELL + 3
    SEVERE = WELL + 4
    SCAR = WELL + 5


NORM_CLASSES = int(UtilityClass.WELL)
UTILITY_CLASSES = int(UtilityClass.SCAR) + 1
DISORDER_GRADES = 4  # none, mild, moderate, severe
DISABILITY_CLASSES = DISORDER_GRADES * DISORDER_GRADES  # depression by anxiety or post-traumatic stress
HEALTH_CLASSES = UTILITY_CLASSES + DISABILITY_CLASSES


class Lines(NamedTuple):
    """Severities at which the grades begin, logit."""

    minor: float
    mild: float
    moderate: float
    severe: float


@rule
def grade_lines(parameters: Parameters) -> Lines:
    """The grades' shares of a scale as severities."""
    return Lines(
        logit(parameters.minor_share),
        logit(parameters.mild_share),
        logit(parameters.moderate_share),
        logit(parameters.severe_share),
    )


@rule
def norm_class(me: PersonState, band: int, week: int) -> int:
    """The class of the norm: sex, and `band`, the person's age band, of which the norms divide the last."""
    last = 1 if week - me.birth_week >= LAST_NORM_WEEKS else 0
    return int(me.sex) * NORM_BANDS + band + last


@rule
def symptom_class(me: PersonState, lines: Lines) -> int:
    """The class of present symptoms: the bands of the PHQ-9, read on whichever scale is worst, ever ill or not.

    Quality of life is lost to any of the three disorders alike (an assumption: the source is on depression).
    """
    severity = max(
        felt_severity(me, Disorder.DEPRESSION.value),
        felt_severity(me, Disorder.ANXIETY.value),
        felt_severity(me, Disorder.POST_TRAUMATIC_STRESS.value),
    )
    grade = int(severity >= lines.minor) + int(severity >= lines.mild)  # a sum, for which a processor need not guess
    return UtilityClass.WELL.value + grade + int(severity >= lines.moderate) + int(severity >= lines.severe)


@rule
def has_scar(me: PersonState) -> bool:
    """Whether an illness came back at some time: a first episode leaves no scar (Ormel et al. 2004, EC42)."""
    return bool(max(me.episodes[0], me.episodes[1], me.episodes[2]) > 1)


@rule
def disorder_grade(severity: float, lines: Lines) -> int:
    """How severe an episode is at present: 1 mild, 2 moderate, 3 severe."""
    if severity >= lines.severe:
        return 3
    return 2 if severity >= lines.moderate else 1


@rule
def disability_class(me: PersonState, lines: Lines) -> int:
    """The class of disability: 4 times the grade of depression plus that of anxiety or post-traumatic stress."""
    depression = 0
    anxiety = 0
    if me.in_episode[Disorder.DEPRESSION] == 1:
        depression = disorder_grade(shown_severity(me, Disorder.DEPRESSION.value), lines)
    for disorder in range(Disorder.ANXIETY, DISORDERS):
        if me.in_episode[disorder] == 1:
            anxiety = max(anxiety, disorder_grade(shown_severity(me, disorder), lines))
    return DISORDER_GRADES * depression + anxiety
