"""Weekly measures: what one person adds to them, in the same pass in which the person's week is lived.

Cut-offs are read with the instruments, error included: a diagnosis is not a screen. An error is only drawn where it can
change the answer: near a cut-off, and not for a mean in which errors average out.
"""

from enum import IntEnum
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.core.arithmetic import logit, positive
from sim.core.chance import Purpose, draw, normal_pair
from sim.core.decorator import rule, seldom
from sim.parameters import Parameters
from sim.people.condition import Condition, felt_severity, is_ill, was_ill
from sim.people.instruments import internalised_stigma, mean_general_self_efficacy
from sim.people.state import DISORDERS, Care, Disorder, PersonState


class Measure(IntEnum):
    """What is summed over people each week."""

    PEOPLE = 0
    PHQ9_CASES = 1
    GAD7_CASES = 2
    PCL5_CASES = 3
    ILL = 4
    SELF_EFFICACY = 5  # GSE points
    WAITING = 6
    STARTED = 7
    RECOVERIES = 8  # episodes over
    PUBLIC_STIGMA = 9
    SELF_STIGMA = 10  # ISMI points of the ill
    WEEKS_WAITED = 11  # by those who start this week; the measures so far are also taken by group
    DEPRESSION_ILL = 12
    ANXIETY_ILL = 13
    POST_TRAUMATIC_STRESS_ILL = 14
    CHRONIC = 15
    ONSETS = 16
    RELAPSES = 17
    REMITTED = 18
    PERSONAL_RECOVERY = 19
    SUPPORT = 20
    EVER_ILL = 21
    DISCLOSED = 22
    RECOGNISED = 23
    IN_CONTACT = 24
    WEEKS_WAITED_NOW = 25
    IN_TREATMENT = 26
    MEDICATED = 27
    COMPLETED = 28
    DROPPED_OUT = 29


MEASURES = len(Measure)
GROUP_MEASURES = int(Measure.WEEKS_WAITED) + 1

# Amounts that are no whole numbers are added up in units this small, so that no sum depends on the order of people.
UNIT = 2.0**-32
UNITS = np.ones(MEASURES)  # what one stands for in the sum of each measure
UNITS[
    [
        Measure.SELF_EFFICACY,
        Measure.PUBLIC_STIGMA,
        Measure.SELF_STIGMA,
        Measure.PERSONAL_RECOVERY,
        Measure.SUPPORT,
    ]
] = UNIT

LARGEST_ERROR = 6.77  # SD: no random draw of 32 bits gives a greater error
STEPS = 4  # in which an SD is divided
CHANCES = 1.000001 * np.exp(-((np.arange(LARGEST_ERROR * STEPS) / STEPS) ** 2) / 2.0)  # of a pair so far from no error


class CutOffs(NamedTuple):
    """Cut-offs as severities, logit, and how precise each scale is: one over the SD of its error."""

    phq9: float
    gad7: float
    pcl5: float
    remission: float
    precision_phq9: float
    precision_gad7: float
    precision_pcl5: float


class Cases(NamedTuple):
    """Which scores are at or above their cut-offs."""

    phq9: bool
    gad7: bool
    pcl5: bool


@rule
def units(amount: float) -> int:
    """An amount in the small units in which it is added up."""
    return int(amount / UNIT)


@rule
def cut_off(points: float, highest: float) -> float:
    """The logit at which a scale of `highest` points rounds up to `points`."""
    return logit((points - 0.5) / highest)


@rule
def cut_offs(parameters: Parameters) -> CutOffs:
    """All cut-offs as severities."""
    return CutOffs(
        cut_off(parameters.case_phq9, 27.0),
        cut_off(parameters.case_gad7, 21.0),
        cut_off(parameters.case_pcl5, 80.0),
        cut_off(parameters.remission_phq9, 27.0),
        1.0 / parameters.error_phq9,
        1.0 / parameters.error_gad7,
        1.0 / parameters.error_pcl5,
    )


@rule
def begins_course(me: PersonState) -> bool:
    """Whether this week's session was the first of a course."""
    return bool(me.care == Care.IN_TREATMENT and me.attended == 1 and me.session == 1)


@rule
def chance_of_error(size: float) -> float:
    """Chance that a pair of errors is as far from none as this (SD), or a little more: neither can be greater."""
    return CHANCES[int(positive(size) * STEPS)] if size <= LARGEST_ERROR else 0.0


@rule
def cases_of(me: PersonState, lines: CutOffs, seed: int, week: int) -> Cases:
    """Which scores of this week, error included, are at or above their cut-offs.

    The errors are those of `sim.people.scores.scores_of`. Most people are too far from all cut-offs for any error to
    matter: they are spared the draw, and most others the normal error.
    """
    phq9 = (lines.phq9 - felt_severity(me, Disorder.DEPRESSION.value)) * lines.precision_phq9
    gad7 = (lines.gad7 - felt_severity(me, Disorder.ANXIETY.value)) * lines.precision_gad7
    pcl5 = (lines.pcl5 - me.severity[Disorder.POST_TRAUMATIC_STRESS]) * lines.precision_pcl5
    first, second = min(phq9, gad7), pcl5
    if min(first, second) > LARGEST_ERROR:
        return Cases(False, False, False)
    draws = draw(seed, me.id, week, Purpose.INSTRUMENTS)
    phq9_case, gad7_case, pcl5_case = False, False, False
    if draws.first <= chance_of_error(first):
        error, other_error = normal_pair(draws.first, draws.second)
        phq9_case, gad7_case = phq9 <= error, gad7 <= other_error
    if draws.third <= chance_of_error(second):
        error, _ = normal_pair(draws.third, draws.fourth)
        pcl5_case = pcl5 <= error
    return Cases(phq9_case, gad7_case, pcl5_case)


@rule
def count_person(
    me: PersonState,
    condition: Condition,
    lines: CutOffs,
    parameters: Parameters,
    everybody: npt.NDArray[np.int64],
    cell: npt.NDArray[np.int64],
    seed: int,
    week: int,
) -> None:
    """Add one person to the measures, but for `Measure.PEOPLE`, which the classes of health hold already.

    Args:
        me: the person.
        condition: the person's condition at the end of the week.
        lines: the cut-offs.
        parameters: the model's parameters.
        everybody: sums over everybody, of those measures that are not taken by group.
        cell: sums over the person's cell (`sim.outcomes.groups`), of those that are.
        seed: the run's seed.
        week: the week.
    """
    gse = mean_general_self_efficacy(condition.belief, parameters)
    cell[Measure.SELF_EFFICACY] += units(gse)
    cell[Measure.PUBLIC_STIGMA] += units(me.public_stigma)
    everybody[Measure.PERSONAL_RECOVERY] += units((me.hope + me.empowerment + (gse - 10.0) / 30.0) / 3.0)
    everybody[Measure.SUPPORT] += units(me.support_emotional)
    cases = cases_of(me, lines, seed, week)
    if cases.phq9:
        cell[Measure.PHQ9_CASES] += 1
    if cases.gad7:
        cell[Measure.GAD7_CASES] += 1
    if cases.pcl5:
        cell[Measure.PCL5_CASES] += 1
    if is_ill(me):
        count_ill(me, lines.remission, parameters, everybody, cell, seed, week)
    had = int(was_ill(me))
    everybody[Measure.EVER_ILL] += had
    everybody[Measure.DISCLOSED] += had * me.disclosed
    cell[Measure.RECOVERIES] += np.int64(me.recovered[0]) + me.recovered[1] + me.recovered[2]
    count_care(me, everybody, cell)


@seldom
def count_ill(
    me: PersonState,
    remission_line: float,
    parameters: Parameters,
    everybody: npt.NDArray[np.int64],
    cell: npt.NDArray[np.int64],
    seed: int,
    week: int,
) -> None:
    """Add the measures that only the ill have."""
    cell[Measure.ILL] += 1
    draws = draw(seed, me.id, week, Purpose.INSTRUMENTS)
    _, error = normal_pair(draws.third, draws.fourth)
    cell[Measure.SELF_STIGMA] += units(internalised_stigma(me, error, parameters))
    everybody[Measure.DEPRESSION_ILL] += me.in_episode[Disorder.DEPRESSION]
    everybody[Measure.ANXIETY_ILL] += me.in_episode[Disorder.ANXIETY]
    everybody[Measure.POST_TRAUMATIC_STRESS_ILL] += me.in_episode[Disorder.POST_TRAUMATIC_STRESS]
    chronic = 0
    below = 1
    for disorder in range(DISORDERS):
        if me.in_episode[disorder] == 1:
            if me.episode_weeks[disorder] >= parameters.chronic_weeks:
                chronic = 1
            if me.episode_weeks[disorder] == 0:
                everybody[Measure.ONSETS] += 1
                if me.episodes[disorder] > 1:
                    everybody[Measure.RELAPSES] += 1
        if felt_severity(me, disorder) > remission_line:
            below = 0
    everybody[Measure.CHRONIC] += chronic
    everybody[Measure.REMITTED] += below
    everybody[Measure.RECOGNISED] += me.need_recognised
    if me.weeks_in_care > 0 or me.care == Care.WAITING or me.care == Care.IN_TREATMENT or me.medication_weeks > 0:
        everybody[Measure.IN_CONTACT] += 1


@rule
def count_care(me: PersonState, everybody: npt.NDArray[np.int64], cell: npt.NDArray[np.int64]) -> None:
    """Add the measures of care, ill or not."""
    everybody[Measure.MEDICATED] += int(me.medication_weeks > 0)
    if me.care == Care.WAITING:
        cell[Measure.WAITING] += 1
        everybody[Measure.WEEKS_WAITED_NOW] += me.weeks_waiting
    elif me.care == Care.IN_TREATMENT:
        everybody[Measure.IN_TREATMENT] += 1
        if begins_course(me):
            cell[Measure.STARTED] += 1
            cell[Measure.WEEKS_WAITED] += me.weeks_waiting
    if me.course_ended == Care.COMPLETED:
        everybody[Measure.COMPLETED] += 1
    elif me.course_ended == Care.DROPPED_OUT:
        everybody[Measure.DROPPED_OUT] += 1
