"""Step 7, care, first half: recognise a need, seek, see the family doctor; and the week of whatever stage one is at.

What treatment is like stands in `sim/theory/treatment.py`.
"""

from sim.core.arithmetic import clip01, exp, expit
from sim.core.chance import Draws, Purpose, draw
from sim.core.decorator import rule, seldom
from sim.parameters import Parameters
from sim.people.condition import Condition, deprivation_slope, expected_outcome, is_ill
from sim.people.state import NO_SERVICE, WEEKS_PER_YEAR, Care, Domain, PersonState, YearMark
from sim.policy.circumstances import Circumstances
from sim.policy.doses import Doses
from sim.theory.ties import SocialExposure
from sim.theory.treatment import attend, begin_medication, join_queue, reluctance, take_medication

NO_COURSE = 0  # number of the intervention that no course gives
FIRST_WEEKS = 2  # of medication: at the end of the week in which it is prescribed, its second begins


@rule
def recognise(me: PersonState, condition: Condition, doses: Doses, parameters: Parameters, chance: float) -> None:
    """Recognise a need for care: severity and knowledge against what stigma makes one not want to see (ST29)."""
    if me.need_recognised == 1:
        if not is_ill(me) and condition.distress < parameters.need_distress and chance < parameters.need_fading:
            me.need_recognised = 0
        return
    if condition.distress < parameters.need_distress:
        return
    seen = parameters.recognition_rate * condition.distress
    if is_ill(me):
        seen *= parameters.recognition_ill
    seen *= exp(-parameters.recognition_stigma * me.public_stigma)
    seen += parameters.recognition_taught * doses.recognition
    if chance < seen:
        me.need_recognised = 1


@rule
def readiness(me: PersonState, exposure: SocialExposure, parameters: Parameters) -> float:
    """How ready a person is to turn to care, about 1: belief and encouragement against stigma, which is a brake and not
    the gate (Clement et al. 2015, ST01; Schnyder et al. 2017, ST02).
    """
    drive = parameters.seek_belief * (expit(me.self_efficacy[Domain.HELP]) - parameters.typical_belief)
    drive += parameters.seek_encouragement * exposure.encouragement
    drive += parameters.seek_expectation * (expected_outcome(me, parameters) - parameters.typical_outcome_expectation)
    drive -= parameters.seek_deprivation * deprivation_slope(me)
    drive -= parameters.seek_public_stigma * me.public_stigma + parameters.seek_self_stigma * me.self_stigma
    return exp(drive)


@rule
def readiness_to_seek(me: PersonState, exposure: SocialExposure, doses: Doses, parameters: Parameters) -> float:
    """Weekly hazard of turning to a family doctor once a need is felt: readiness, and how easy the way into care is."""
    eased = 1.0 + parameters.access_eased * doses.access
    return parameters.seek_rate * parameters.care_access * readiness(me, exposure, parameters) * eased


@seldom
def see_family_doctor(me: PersonState, condition: Condition, draws: Draws, now: Circumstances) -> None:
    """A visit: advice and watchful waiting, a prescription, or a referral; most care is no more than this (ST29-ST31).

    Severity makes prescription and referral likelier. `draws.third` decides on the referral, `draws.fourth` on the
    rest.
    """
    parameters = now.parameters
    me.visited = 1
    grave = condition.distress
    if draws.third < parameters.referral * grave:
        join_queue(me, NO_SERVICE, now)
    free = me.medication_weeks == 0 and now.doses.medication_withdrawn <= 0.0
    if free and draws.fourth < parameters.prescription * grave:
        begin_medication(me, NO_COURSE)


@seldom
def use_primary_care(me: PersonState, condition: Condition, draws: Draws, now: Circumstances) -> None:
    """Primary care: a first visit, then follow-ups now and then while the problem lasts, then back to life."""
    parameters = now.parameters
    me.weeks_in_care = min(int(me.weeks_in_care) + 1, 65535)
    if me.weeks_in_care == 1 or draws.second < parameters.follow_up:
        if me.weeks_in_care > 1 and condition.distress < parameters.need_distress:
            me.weeks_in_care = 0
        else:
            see_family_doctor(me, condition, draws, now)
    elif me.weeks_in_care > 1 and draws.second > 1.0 - parameters.lost_to_follow_up:
        me.weeks_in_care = 0


@rule
def seek_care(me: PersonState, exposure: SocialExposure, condition: Condition, now: Circumstances) -> None:
    """One week of whatever stage of care a person is at, and its marks for the year's care funnel."""
    go_on_with_care(me, exposure, condition, now)
    mark_year(me, now.parameters, now.week)


@rule
def mark_year(me: PersonState, parameters: Parameters, week: int) -> None:
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
    if me.attended == 1 and me.session >= parameters.adequate_sessions:
        marks |= YearMark.ADEQUATE.value
    if me.medication_weeks >= parameters.adequate_medication and marks & YearMark.FOLLOWED_UP.value != 0:
        marks |= YearMark.ADEQUATE.value
    if me.course_ended == Care.COMPLETED:
        marks |= YearMark.COMPLETED.value
    me.this_year = marks


@seldom
def consider_offers(me: PersonState, exposure: SocialExposure, now: Circumstances) -> None:
    """An offer at the door: to be listed for a service, or to begin medication. Who would seek care also accepts it."""
    parameters = now.parameters
    draws = draw(now.seed, me.id, now.week, Purpose.OFFERS)
    willing = parameters.offer_accepted * readiness(me, exposure, parameters)
    free = me.care != Care.WAITING and me.care != Care.IN_TREATMENT
    if me.offered > 0 and free and draws.first < willing:
        for row in range(len(now.services)):  # the first of those offered that takes people with such a score
            if me.care != Care.WAITING and (me.offered >> row) & 1 == 1:
                join_queue(me, row, now)
        if me.care == Care.WAITING:
            me.need_recognised = 1
            me.weeks_in_care = 0
    by = me.therapy if now.interventions[me.therapy].doses.medication > 0.0 else NO_COURSE
    closed = now.doses.medication_withdrawn > 0.0 or (now.doses.care_withheld > 0.0 and by == NO_COURSE)
    agreed = 1.0 if by != NO_COURSE and me.session <= 2 else willing  # who begins such a course has agreed to take it
    if me.medication_weeks == 0 and not closed and draws.second < agreed * clip01(now.doses.medication):
        begin_medication(me, int(by))


@rule
def turn_away(me: PersonState, doses: Doses) -> None:
    """Where therapy or all care is withheld, nobody waits; where all is, nobody is in contact with a doctor."""
    closed = doses.care_withheld > 0.0
    if me.care == Care.WAITING and (closed or doses.therapy_withheld > 0.0):
        me.care = Care.PRIMARY
        me.weeks_waiting = 0
    if closed:
        me.weeks_in_care = 0


@rule
def go_on_with_care(me: PersonState, exposure: SocialExposure, condition: Condition, now: Circumstances) -> None:
    """Recognise, seek, wait, visit, attend or take medication, as the stage of care has it."""
    doses, parameters = now.doses, now.parameters
    me.visited = 0
    me.course_ended = 0
    turn_away(me, doses)
    idle = me.care != Care.IN_TREATMENT and me.care != Care.WAITING and me.weeks_in_care == 0
    offered = me.offered > 0 or doses.medication > 0.0
    unneeded = me.need_recognised == 0 and me.medication_weeks == 0 and condition.distress < parameters.need_distress
    if idle and unneeded and not offered:
        return  # well, and nothing going on: no dice needed
    draws = draw(now.seed, me.id, now.week, Purpose.CARE)
    if me.care == Care.IN_TREATMENT:
        attend(me, condition, draws, now)
    elif me.care == Care.WAITING:
        me.weeks_waiting = min(int(me.weeks_waiting) + 1, 65535)
        better = me.listed_for == NO_SERVICE and condition.distress < parameters.need_distress
        if (better and draws.first < parameters.leave_queue) or draws.second < parameters.give_up_waiting * exp(
            reluctance(me, parameters, now.week)
        ):
            me.care = Care.PRIMARY
            me.weeks_in_care = 0
    elif me.weeks_in_care > 0:
        use_primary_care(me, condition, draws, now)
    else:
        recognise(me, condition, doses, parameters, draws.first)
        seeks = me.need_recognised == 1 and doses.care_withheld <= 0.0
        if seeks and draws.second < readiness_to_seek(me, exposure, doses, parameters):
            if me.care == Care.NEVER:
                me.care = Care.PRIMARY
            if parameters.use_primary_care_first > 0.0:
                me.weeks_in_care = 1
                see_family_doctor(me, condition, draws, now)
            else:
                join_queue(me, NO_SERVICE, now)
    if offered:
        consider_offers(me, exposure, now)
    if me.medication_weeks > 0:
        take_medication(me, condition, doses, parameters, 1.0 - draws.fourth)
