"""Weekly measures, counted over everybody in one pass: by block, so that sums do not depend on the number of threads.

Cut-offs are read with the instruments, error included: a diagnosis is not a screen.
"""

import math
from enum import IntEnum

import numpy as np
import numpy.typing as npt

from sim.core.arithmetic import logit
from sim.core.chance import Purpose, draw
from sim.core.decorator import rule
from sim.outcomes.groups import CELLS, cell_of
from sim.parameters import Parameters
from sim.people.condition import is_ill, was_ill
from sim.people.instruments import general_self_efficacy_scale, internalised_stigma
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


@rule
def above(severity: float, error_size: float, cut_off: float, radius: float, angle_part: float) -> bool:
    """Whether a noisy reading reaches a cut-off (both logit); `angle_part` is the cosine or sine of the normal pair."""
    return severity + error_size * radius * angle_part >= cut_off


@rule
def cut_off(points: float, highest: float) -> float:
    """The logit at which a scale of `highest` points rounds up to `points`."""
    return logit((points - 0.5) / highest)


@rule
def begins_course(me: PersonState) -> bool:
    """Whether this week's session was the first of a course."""
    return bool(me.care == Care.IN_TREATMENT and me.attended == 1 and me.session == 1)


@rule
def count_block(
    block: int,
    block_size: int,
    people: npt.NDArray[np.void],
    parameters: Parameters,
    sums: npt.NDArray[np.float64],
    cells: npt.NDArray[np.float64],
    seed: int,
    week: int,
) -> None:
    """Add up the measures of one block of people.

    Args:
        block: number of the block.
        block_size: people per block.
        people: everybody.
        parameters: the model's parameters.
        sums: filled for this block: measures (`Measure`).
        cells: filled for this block: cells (`sim.outcomes.groups`) by the first measures.
        seed: the run's seed.
        week: the week.
    """
    for measure in range(MEASURES):
        sums[block, measure] = 0.0
    for number in range(CELLS):
        for measure in range(GROUP_MEASURES):
            cells[block, number, measure] = 0.0
    phq9_line = cut_off(parameters.case_phq9, 27.0)
    gad7_line = cut_off(parameters.case_gad7, 21.0)
    pcl5_line = cut_off(parameters.case_pcl5, 80.0)
    remission_line = cut_off(parameters.remission_phq9, 27.0)
    first = block * block_size
    line = sums[block]
    for row in range(first, min(first + block_size, len(people))):
        me = people[row]
        draws = draw(seed, me.id, week, Purpose.INSTRUMENTS)
        radius = math.sqrt(-2.0 * math.log(draws.first))
        depression = me.severity[Disorder.DEPRESSION]
        anxiety = me.severity[Disorder.ANXIETY]
        phq9_case = 0.0
        gad7_case = 0.0
        # most people are too far from both lines for any error of this size to matter: spare them the sine and cosine
        if (
            depression + parameters.error_phq9 * radius >= phq9_line
            or anxiety + parameters.error_gad7 * radius >= gad7_line
        ):
            angle = 2.0 * math.pi * draws.second
            phq9_case = 1.0 if above(depression, parameters.error_phq9, phq9_line, radius, math.cos(angle)) else 0.0
            gad7_case = 1.0 if above(anxiety, parameters.error_gad7, gad7_line, radius, math.sin(angle)) else 0.0
        second_radius = math.sqrt(-2.0 * math.log(draws.third))
        second_angle = 2.0 * math.pi * draws.fourth
        stress = me.severity[Disorder.POST_TRAUMATIC_STRESS]
        pcl5_case = 0.0
        if stress + parameters.error_pcl5 * second_radius >= pcl5_line:
            reached = above(stress, parameters.error_pcl5, pcl5_line, second_radius, math.cos(second_angle))
            pcl5_case = 1.0 if reached else 0.0
        error = second_radius * math.sin(second_angle)
        ill = 1.0 if is_ill(me) else 0.0
        gse = general_self_efficacy_scale(me, error, parameters)
        line[Measure.PEOPLE] += 1.0
        line[Measure.SELF_EFFICACY] += gse
        noted = ill + phq9_case + gad7_case + pcl5_case > 0.0
        if noted:
            line[Measure.PHQ9_CASES] += phq9_case
            line[Measure.GAD7_CASES] += gad7_case
            line[Measure.PCL5_CASES] += pcl5_case
            line[Measure.ILL] += ill
        cell = cells[block, cell_of(me, week)]
        cell[Measure.PEOPLE] += 1.0
        cell[Measure.SELF_EFFICACY] += gse
        cell[Measure.PUBLIC_STIGMA] += me.public_stigma
        if noted:
            cell[Measure.PHQ9_CASES] += phq9_case
            cell[Measure.GAD7_CASES] += gad7_case
            cell[Measure.PCL5_CASES] += pcl5_case
            cell[Measure.ILL] += ill
        line[Measure.PUBLIC_STIGMA] += me.public_stigma
        line[Measure.PERSONAL_RECOVERY] += (me.hope + me.empowerment + (gse - 10.0) / 30.0) / 3.0
        line[Measure.SUPPORT] += me.support_emotional
        if ill > 0.0:
            count_ill(me, remission_line, error, parameters, line, cell)
        recoveries = 0.0
        if was_ill(me):
            line[Measure.EVER_ILL] += 1.0
            line[Measure.DISCLOSED] += me.disclosed
            for disorder in range(DISORDERS):
                recoveries += me.recovered[disorder]
            line[Measure.RECOVERIES] += recoveries
        count_care(me, line)
        if recoveries > 0.0 or me.care == Care.WAITING or begins_course(me):
            count_moves(me, recoveries, cell)


@rule
def count_ill(
    me: PersonState,
    remission_line: float,
    error: float,
    parameters: Parameters,
    line: npt.NDArray[np.float64],
    cell: npt.NDArray[np.float64],
) -> None:
    """Add the measures that only the ill have."""
    stigma = internalised_stigma(me, error, parameters)
    line[Measure.SELF_STIGMA] += stigma
    cell[Measure.SELF_STIGMA] += stigma
    line[Measure.DEPRESSION_ILL] += me.in_episode[Disorder.DEPRESSION]
    line[Measure.ANXIETY_ILL] += me.in_episode[Disorder.ANXIETY]
    line[Measure.POST_TRAUMATIC_STRESS_ILL] += me.in_episode[Disorder.POST_TRAUMATIC_STRESS]
    chronic = 0.0
    below = 1.0
    for disorder in range(DISORDERS):
        if me.in_episode[disorder] == 1:
            if me.episode_weeks[disorder] >= parameters.chronic_weeks:
                chronic = 1.0
            if me.episode_weeks[disorder] == 0:
                line[Measure.ONSETS] += 1.0
                if me.episodes[disorder] > 1:
                    line[Measure.RELAPSES] += 1.0
        if me.severity[disorder] > remission_line:
            below = 0.0
    line[Measure.CHRONIC] += chronic
    line[Measure.REMITTED] += below
    line[Measure.RECOGNISED] += me.need_recognised
    if me.weeks_in_care > 0 or me.care == Care.WAITING or me.care == Care.IN_TREATMENT or me.medication_weeks > 0:
        line[Measure.IN_CONTACT] += 1.0


@rule
def count_care(me: PersonState, line: npt.NDArray[np.float64]) -> None:
    """Add the measures of care, ill or not."""
    if me.medication_weeks > 0:
        line[Measure.MEDICATED] += 1.0
    if me.care == Care.WAITING:
        line[Measure.WAITING] += 1.0
        line[Measure.WEEKS_WAITED_NOW] += me.weeks_waiting
    elif me.care == Care.IN_TREATMENT:
        line[Measure.IN_TREATMENT] += 1.0
        if begins_course(me):
            line[Measure.STARTED] += 1.0
            line[Measure.WEEKS_WAITED] += me.weeks_waiting
    if me.course_ended == Care.COMPLETED:
        line[Measure.COMPLETED] += 1.0
    elif me.course_ended == Care.DROPPED_OUT:
        line[Measure.DROPPED_OUT] += 1.0


@rule
def count_moves(me: PersonState, recoveries: float, cell: npt.NDArray[np.float64]) -> None:
    """Add to a cell what happens to few people in any one week: waiting, a course begun, episodes over."""
    cell[Measure.RECOVERIES] += recoveries
    if me.care == Care.WAITING:
        cell[Measure.WAITING] += 1.0
    elif begins_course(me):
        cell[Measure.STARTED] += 1.0
        cell[Measure.WEEKS_WAITED] += me.weeks_waiting


@rule
def count_all(
    block_size: int,
    people: npt.NDArray[np.void],
    parameters: npt.NDArray[np.void],
    sums: npt.NDArray[np.float64],
    cells: npt.NDArray[np.float64],
    seed: int,
    week: int,
) -> None:
    """Add up the measures of everybody, block by block."""
    for block in range(len(sums)):
        count_block(block, block_size, people, parameters[0], sums, cells, seed, week)
