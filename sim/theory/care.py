"""Step 7, care, first half: recognise a need, seek, see the family doctor; and the week of whatever stage one is at.

What treatment is like stands in `sim/theory/treatment.py`.
"""

import math

import numpy as np
import numpy.typing as npt

from sim.core.arithmetic import level, share
from sim.core.chance import Dice, Purpose, throw
from sim.core.decorator import rule
from sim.parameters import Numbers
from sim.people.condition import Reading, deprivation_slope, is_ill
from sim.people.state import NO_SERVICE, WEEKS_PER_YEAR, Care, Domain, PersonState, YearMark
from sim.policy.doses import Doses
from sim.theory.ties import Around
from sim.theory.treatment import attend, join_queue, take_medication

FIRST_WEEKS = 2  # of medication: at the end of the week in which it is prescribed, its second begins


@rule
def recognise(me: PersonState, reading: Reading, doses: Doses, numbers: Numbers, chance: float) -> None:
    """Recognise a need for care: severity and knowledge against what stigma makes one not want to see (ST29)."""
    if me.need_recognised == 1:
        if not is_ill(me) and reading.distress < numbers.need_distress and chance < numbers.need_fading:
            me.need_recognised = 0
        return
    if reading.distress < numbers.need_distress:
        return
    seen = numbers.recognition_rate * reading.distress
    if is_ill(me):
        seen *= numbers.recognition_ill
    if numbers.use_stigma_brake > 0.0:
        seen *= math.exp(-numbers.recognition_stigma * me.public_stigma)
    seen += numbers.recognition_taught * doses.recognition
    if chance < seen:
        me.need_recognised = 1


@rule
def readiness(me: PersonState, around: Around, numbers: Numbers) -> float:
    """How ready a person is to turn to care, about 1: belief and encouragement against stigma, which is a brake and not
    the gate (Clement et al. 2015, ST01; Schnyder et al. 2017, ST02).
    """
    drive = numbers.seek_belief * (level(me.self_efficacy[Domain.HELP]) - numbers.typical_belief)
    drive += numbers.seek_encouragement * around.encouragement
    drive += numbers.seek_expectation * (me.outcome_expectation - numbers.typical_outcome_expectation)
    drive -= numbers.seek_deprivation * deprivation_slope(me)
    if numbers.use_stigma_brake > 0.0:
        drive -= numbers.seek_public_stigma * me.public_stigma + numbers.seek_self_stigma * me.self_stigma
    return math.exp(drive)


@rule
def readiness_to_seek(me: PersonState, around: Around, doses: Doses, numbers: Numbers) -> float:
    """Weekly hazard of turning to a family doctor once a need is felt: readiness, and how easy the way into care is."""
    eased = 1.0 + numbers.access_eased * doses.access
    return numbers.seek_rate * numbers.care_access * readiness(me, around, numbers) * eased


@rule
def see_family_doctor(
    me: PersonState,
    reading: Reading,
    services: npt.NDArray[np.void],
    numbers: Numbers,
    dice: Dice,
    seed: int,
    week: int,
) -> None:
    """A visit: advice and watchful waiting, a prescription, or a referral; most care is no more than this (ST29-ST31).

    Severity makes prescription and referral likelier. `dice.third` decides on the referral, `dice.fourth` on the rest.
    """
    me.visited = 1
    grave = reading.distress
    if dice.third < numbers.referral * grave:
        join_queue(me, services, NO_SERVICE, numbers, seed, week)
    if me.medication_weeks == 0 and dice.fourth < numbers.prescription * grave:
        me.medication_weeks = 1


@rule
def use_primary_care(
    me: PersonState,
    reading: Reading,
    services: npt.NDArray[np.void],
    numbers: Numbers,
    dice: Dice,
    seed: int,
    week: int,
) -> None:
    """Primary care: a first visit, then follow-ups now and then while the trouble lasts, then back to life."""
    me.weeks_in_care = min(int(me.weeks_in_care) + 1, 65535)
    if me.weeks_in_care == 1 or dice.second < numbers.follow_up:
        if me.weeks_in_care > 1 and reading.distress < numbers.need_distress:
            me.weeks_in_care = 0
        else:
            see_family_doctor(me, reading, services, numbers, dice, seed, week)
    elif me.weeks_in_care > 1 and dice.second > 1.0 - numbers.lost_to_follow_up:
        me.weeks_in_care = 0


@rule
def seek_care(
    me: PersonState,
    around: Around,
    reading: Reading,
    services: npt.NDArray[np.void],
    interventions: npt.NDArray[np.void],
    doses: Doses,
    numbers: Numbers,
    seed: int,
    week: int,
) -> None:
    """One week of whatever stage of care a person is at, and its marks for the year's care funnel."""
    go_on_with_care(me, around, reading, services, interventions, doses, numbers, seed, week)
    mark_year(me, numbers, week)


@rule
def mark_year(me: PersonState, numbers: Numbers, week: int) -> None:
    """Note what happened this year. Treatment is adequate from four sessions on, or a month of medication with a
    follow-up visit (Thornicroft et al. 2017; ST29-ST31).
    """
    marks = 0 if week % WEEKS_PER_YEAR == 0 else int(me.this_year)
    if is_ill(me):
        marks |= YearMark.ILL.value
    in_contact = me.visited == 1 or me.medication_weeks > 0
    in_contact = in_contact or me.care == Care.WAITING or me.care == Care.IN_TREATMENT
    if me.need_recognised == 1 or in_contact:
        marks |= YearMark.NEED.value
    if in_contact:
        marks |= YearMark.CONTACT.value
    if me.visited == 1 and me.medication_weeks > FIRST_WEEKS:  # not the visit at which it was prescribed
        marks |= YearMark.FOLLOWED_UP.value
    if me.attended == 1 or me.medication_weeks > 0:
        marks |= YearMark.TREATED.value
    if me.attended == 1 and me.session >= numbers.adequate_sessions:
        marks |= YearMark.ADEQUATE.value
    if me.medication_weeks >= numbers.adequate_medication and marks & YearMark.FOLLOWED_UP.value != 0:
        marks |= YearMark.ADEQUATE.value
    if me.course_ended == Care.COMPLETED:
        marks |= YearMark.COMPLETED.value
    me.this_year = marks


@rule
def consider_offers(
    me: PersonState,
    around: Around,
    services: npt.NDArray[np.void],
    doses: Doses,
    numbers: Numbers,
    seed: int,
    week: int,
) -> None:
    """An offer at the door: to be listed for a service, or to begin medication. Who would seek care also accepts it."""
    dice = throw(seed, me.id, week, Purpose.OFFERS)
    willing = numbers.offer_accepted * readiness(me, around, numbers)
    free = me.care != Care.WAITING and me.care != Care.IN_TREATMENT
    if me.offered > 0 and free and dice.first < willing:
        for row in range(len(services)):  # the first of those offered that takes people with such a score
            if me.care != Care.WAITING and (me.offered >> row) & 1 == 1:
                join_queue(me, services, row, numbers, seed, week)
        if me.care == Care.WAITING:
            me.need_recognised = 1
            me.weeks_in_care = 0
    if me.medication_weeks == 0 and dice.second < willing * share(doses.medication):
        me.medication_weeks = 1


@rule
def go_on_with_care(
    me: PersonState,
    around: Around,
    reading: Reading,
    services: npt.NDArray[np.void],
    interventions: npt.NDArray[np.void],
    doses: Doses,
    numbers: Numbers,
    seed: int,
    week: int,
) -> None:
    """Recognise, seek, wait, visit, attend or take medication, as the stage of care has it."""
    me.visited = 0
    me.course_ended = 0
    idle = me.care != Care.IN_TREATMENT and me.care != Care.WAITING and me.weeks_in_care == 0
    offered = me.offered > 0 or doses.medication > 0.0
    unneeded = me.need_recognised == 0 and me.medication_weeks == 0 and reading.distress < numbers.need_distress
    if idle and unneeded and not offered:
        return  # well, and nothing going on: no dice needed
    dice = throw(seed, me.id, week, Purpose.CARE)
    if me.care == Care.IN_TREATMENT:
        attend(me, reading, services, interventions, doses, numbers, dice, seed, week)
    elif me.care == Care.WAITING:
        me.weeks_waiting = min(int(me.weeks_waiting) + 1, 65535)
        better = me.listed_for == NO_SERVICE and reading.distress < numbers.need_distress
        if (better and dice.first < numbers.leave_queue) or dice.second < numbers.give_up_waiting:
            me.care = Care.PRIMARY
            me.weeks_in_care = 0
    elif me.weeks_in_care > 0:
        use_primary_care(me, reading, services, numbers, dice, seed, week)
    else:
        recognise(me, reading, doses, numbers, dice.first)
        if me.need_recognised == 1 and dice.second < readiness_to_seek(me, around, doses, numbers):
            if me.care == Care.NEVER:
                me.care = Care.PRIMARY
            if numbers.use_primary_care_first > 0.0:
                me.weeks_in_care = 1
                see_family_doctor(me, reading, services, numbers, dice, seed, week)
            else:
                join_queue(me, services, NO_SERVICE, numbers, seed, week)
    if offered:
        consider_offers(me, around, services, doses, numbers, seed, week)
    if me.medication_weeks > 0:
        take_medication(me, reading, doses, numbers, 1.0 - dice.fourth)
