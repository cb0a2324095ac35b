"""Step 7, care: recognise a need, seek, wait, attend, adhere, finish or drop out.

Places in treatment are not a person's own to take: they are handed out between weeks (`sim/places.py`).
"""

import math

import numpy as np
import numpy.typing as npt

from sim.arithmetic import level, share
from sim.chance import Dice, Purpose, normal_pair, throw
from sim.compiled import rule
from sim.instruments import gad7, general_self_efficacy_scale, phq9
from sim.parameters import Numbers
from sim.person import WEEKS_PER_YEAR, Care, Channel, Domain, PersonState, YearMark
from sim.reading import Reading, deprivation_slope, is_ill
from sim.routes import Doses
from sim.theory.ties import Around


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
def readiness_to_seek(me: PersonState, around: Around, doses: Doses, numbers: Numbers) -> float:
    """Weekly hazard of turning to a family doctor once a need is felt: access, belief and encouragement against stigma,
    which is a brake and not the gate (Clement et al. 2015, ST01; Schnyder et al. 2017, ST02).
    """
    drive = numbers.seek_belief * (level(me.self_efficacy[Domain.HELP]) - numbers.typical_belief)
    drive += numbers.seek_encouragement * around.encouragement
    drive += numbers.seek_expectation * (me.outcome_expectation - numbers.typical_outcome_expectation)
    drive -= numbers.seek_deprivation * deprivation_slope(me)
    if numbers.use_stigma_brake > 0.0:
        drive -= numbers.seek_public_stigma * me.public_stigma + numbers.seek_self_stigma * me.self_stigma
    return numbers.seek_rate * numbers.care_access * math.exp(drive) * (1.0 + doses.access)


@rule
def main_problem(me: PersonState) -> int:
    """The channel that care is sought for: the one in an episode, else the most severe; trauma first among episodes."""
    if me.in_episode[Channel.POST_TRAUMATIC_STRESS] == 1:
        return Channel.POST_TRAUMATIC_STRESS.value
    if me.in_episode[Channel.DEPRESSION] == 1:
        return Channel.DEPRESSION.value
    if me.in_episode[Channel.ANXIETY] == 1:
        return Channel.ANXIETY.value
    if me.severity[Channel.ANXIETY] > me.severity[Channel.DEPRESSION]:
        return Channel.ANXIETY.value
    return Channel.DEPRESSION.value


@rule
def treatable(channel: int, services: npt.NDArray[np.void]) -> bool:
    """Whether any open service treats this channel."""
    for row in range(len(services)):
        if services[row].open == 1 and (services[row].channels >> channel) & 1 == 1:
            return True
    return False


@rule
def join_queue(me: PersonState, services: npt.NDArray[np.void]) -> None:
    """Go on the waiting list, if any open service treats the main problem. Which service it will be is decided when a
    place is free (`sim/places.py`).
    """
    if treatable(main_problem(me), services):
        me.care = Care.WAITING
        me.weeks_waiting = 0


@rule
def see_family_doctor(
    me: PersonState, reading: Reading, services: npt.NDArray[np.void], numbers: Numbers, dice: Dice
) -> None:
    """A visit: advice and watchful waiting, a prescription, or a referral; most care is no more than this (ST29-ST31).

    Severity makes prescription and referral likelier. `dice.third` decides on the referral, `dice.fourth` on the rest.
    """
    me.visited = 1
    grave = reading.distress
    if dice.third < numbers.referral * grave:
        join_queue(me, services)
    if me.medication_weeks == 0 and dice.fourth < numbers.prescription * grave:
        me.medication_weeks = 1


@rule
def use_primary_care(
    me: PersonState, reading: Reading, services: npt.NDArray[np.void], numbers: Numbers, dice: Dice
) -> None:
    """Primary care: a first visit, then follow-ups now and then while the trouble lasts, then back to life."""
    me.weeks_in_care = min(me.weeks_in_care + 1, 65535)
    if me.weeks_in_care == 1 or dice.second < numbers.follow_up:
        if me.weeks_in_care > 1 and reading.distress < numbers.need_distress:
            me.weeks_in_care = 0
        else:
            see_family_doctor(me, reading, services, numbers, dice)
    elif me.weeks_in_care > 1 and dice.second > 1.0 - numbers.lost_to_follow_up:
        me.weeks_in_care = 0


@rule
def take_medication(me: PersonState, reading: Reading, doses: Doses, numbers: Numbers, chance: float) -> None:
    """Medication goes on while it is taken: belief and support hold it, self-stigma and time end it (SE29-SE31)."""
    stopping = numbers.medication_stop * math.exp(leaning_to_leave(me, reading, numbers))
    stopping *= 1.0 - share(numbers.medication_support * doses.encouragement)
    if chance < stopping or me.medication_weeks >= numbers.medication_longest:
        me.medication_weeks = 0
    else:
        me.medication_weeks += 1


@rule
def leaning_to_leave(me: PersonState, reading: Reading, numbers: Numbers) -> float:
    """Log hazard ratio of leaving care: belief holds people, self-stigma and severity drive them out (SE29-SE31)."""
    if numbers.use_adherence <= 0.0:
        return 0.0
    lean = numbers.leave_belief * (numbers.typical_case_belief - level(me.self_efficacy[Domain.HELP]))
    lean += numbers.leave_severity * (reading.distress - numbers.typical_case_distress)
    if numbers.use_self_stigma > 0.0:
        lean += numbers.leave_self_stigma * (me.self_stigma - numbers.typical_case_self_stigma)
    return lean


@rule
def leave_treatment(me: PersonState, outcome: int) -> None:
    """End a course: completed or dropped out. The place is free from next week on."""
    me.care = outcome
    me.course_ended = outcome
    me.therapy = 0
    me.attended = 0
    me.weeks_in_care = 0
    me.need_recognised = 0
    if me.session > 0:
        me.treatments = min(me.treatments + 1, 255)


@rule
def attend(
    me: PersonState,
    reading: Reading,
    services: npt.NDArray[np.void],
    interventions: npt.NDArray[np.void],
    doses: Doses,
    numbers: Numbers,
    dice: Dice,
    scores: Dice,
) -> None:
    """A week in treatment: never start, drop out, miss a session or attend one; finish when the course is done.

    Where the service measures, the scores of every few sessions step the course down (both below their cut-offs and
    belief restored: done early), up (no better by half-time: a stronger dose) or on (still no better: listed anew).
    """
    course = interventions[me.therapy]
    lean = math.exp(leaning_to_leave(me, reading, numbers)) * course.dropout
    if me.session == 0:
        if dice.first < share(numbers.never_start * lean * (1.0 - share(doses.access))):
            leave_treatment(me, Care.DROPPED_OUT.value)
            return
    elif dice.first < share(numbers.drop_out * lean):
        leave_treatment(me, Care.DROPPED_OUT.value)
        return
    measured = numbers.use_measurement_based_care > 0.0 and services[me.service].measurement_based == 1
    if me.session >= course.sessions:
        no_better = measured and no_better_than_at_first(me, numbers, scores)
        leave_treatment(me, Care.COMPLETED.value)
        if no_better and me.treatments < numbers.most_courses_in_a_row:
            me.need_recognised = 1
            join_queue(me, services)
        return
    if me.session > 0 and dice.second < share(numbers.miss_session * lean):
        me.attended = 0
        me.absences = min(me.absences + 1, 255)
        return
    me.attended = 1
    me.session += 1
    if measured:
        review(me, int(course.sessions), numbers, scores)


@rule
def no_better_than_at_first(me: PersonState, numbers: Numbers, scores: Dice) -> bool:
    """Whether the PHQ-9 is still a case's and has not fallen reliably since the first session."""
    error, _ = normal_pair(scores.first, scores.second)
    now = phq9(me, error, numbers)
    return now >= numbers.step_down_phq9 and me.first_score - now < numbers.step_up_change


@rule
def review(me: PersonState, sessions: int, numbers: Numbers, scores: Dice) -> None:
    """Read the instruments at a session and adapt the course (Lambert et al.: feedback to therapists)."""
    if me.session != 1 and me.session % int(numbers.review_every) != 0:
        return
    first, second = normal_pair(scores.first, scores.second)
    third, _ = normal_pair(scores.third, scores.fourth)
    depression = phq9(me, first, numbers)
    if me.session == 1:
        me.first_score = depression
        return
    if (
        depression < numbers.step_down_phq9
        and gad7(me, second, numbers) < numbers.step_down_gad7
        and general_self_efficacy_scale(me, third, numbers) >= numbers.step_down_gse
    ):
        me.session = sessions  # done: the place is given back next week
    elif me.first_score - depression < numbers.step_up_change and 2 * me.session >= sessions:
        me.intensity = numbers.step_up_intensity


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
    if me.visited == 1 and me.medication_weeks > 1:
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
    if idle and me.need_recognised == 0 and me.medication_weeks == 0 and reading.distress < numbers.need_distress:
        return  # well, and nothing going on: no dice needed
    dice = throw(seed, me.id, week, Purpose.CARE)
    if me.care == Care.IN_TREATMENT:
        attend(
            me, reading, services, interventions, doses, numbers, dice, throw(seed, me.id, week, Purpose.SESSION_SCORES)
        )
    elif me.care == Care.WAITING:
        me.weeks_waiting = min(me.weeks_waiting + 1, 65535)
        if reading.distress < numbers.need_distress and dice.first < numbers.leave_queue:
            me.care = Care.PRIMARY
            me.weeks_in_care = 0
    elif me.weeks_in_care > 0:
        use_primary_care(me, reading, services, numbers, dice)
    else:
        recognise(me, reading, doses, numbers, dice.first)
        if me.need_recognised == 1 and dice.second < readiness_to_seek(me, around, doses, numbers):
            if me.care == Care.NEVER:
                me.care = Care.PRIMARY
            if numbers.use_primary_care_first > 0.0:
                me.weeks_in_care = 1
                see_family_doctor(me, reading, services, numbers, dice)
            else:
                join_queue(me, services)
    if me.medication_weeks > 0:
        take_medication(me, reading, doses, numbers, 1.0 - dice.fourth)
