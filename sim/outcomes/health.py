"""Health as economists count it: which people have which utility, and which disability weight, in a week.

The week only counts people by class; the value of a class is in the scenario's `[economy]`, so that other values, or
draws of uncertain ones, need no new run.
"""

from enum import IntEnum
from typing import NamedTuple

from sim.core.arithmetic import logit
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import felt_severity, shown_severity, was_ill
from sim.people.state import AGE_BAND_STARTS, DISORDERS, Disorder, PersonState


class UtilityClass(IntEnum):
    """Classes of people by quality of life: five grades of those ever ill, then the never ill by age band."""

    REMISSION = 0
    MINOR = 1
    MILD = 2
    MODERATE = 3
    SEVERE = 4
    NEVER_ILL = 5  # and one more for each further age band


DISORDER_GRADES = 4  # none, mild, moderate, severe
UTILITY_CLASSES = int(UtilityClass.NEVER_ILL) + len(AGE_BAND_STARTS)
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
def utility_class(me: PersonState, band: int, lines: Lines) -> int:
    """The class of quality of life (`UtilityClass`): the bands of the PHQ-9, read on whichever scale is worst.

    Quality of life is lost to any of the three disorders alike (an assumption: the source is on depression). `band` is
    the person's age band.
    """
    severity = max(
        felt_severity(me, Disorder.DEPRESSION.value),
        felt_severity(me, Disorder.ANXIETY.value),
        felt_severity(me, Disorder.POST_TRAUMATIC_STRESS.value),
    )
    if severity < lines.mild:
        if not was_ill(me):
            return UtilityClass.NEVER_ILL.value + band
        return UtilityClass.MINOR.value if severity >= lines.minor else UtilityClass.REMISSION.value
    if severity < lines.moderate:
        return UtilityClass.MILD.value
    return UtilityClass.SEVERE.value if severity >= lines.severe else UtilityClass.MODERATE.value


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
