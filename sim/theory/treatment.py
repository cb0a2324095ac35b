"""Step 7, care, second half: what it is like to wait for, take and leave treatment.

Places in treatment are not a person's own to take: they are handed out between weeks (`sim/simulation/allocation.py`).
"""

from sim.core.arithmetic import clip01, exp, expit
from sim.core.chance import Draws, Purpose, draw, normal_pair
from sim.core.decorator import rule, seldom
from sim.parameters import Parameters
from sim.people.condition import Condition, deprivation_slope, is_ill, main_problem, youth
from sim.people.instruments import gad7, general_self_efficacy_scale, pcl5, phq9
from sim.people.state import NO_SERVICE, WEEKS_PER_YEAR, Care, Disorder, Domain, Ending, PersonState
from sim.policy.circumstances import Circumstances
from sim.policy.doses import Doses, Service


@rule
def leaning_to_leave(me: PersonState, condition: Condition, parameters: Parameters) -> float:
    """Log hazard ratio of leaving care: belief holds people, self-stigma and severity drive them out (SE29-SE31)."""
    lean = parameters.leave_belief * (parameters.typical_case_belief - expit(me.self_efficacy[Domain.HELP]))
    lean += parameters.leave_severity * (condition.distress - parameters.typical_case_distress)
    lean += parameters.leave_self_stigma * (me.self_stigma - parameters.typical_case_self_stigma)
    return lean


@rule
def begin_medication(me: PersonState, course: int) -> None:
    """The first week of medication; `course` is the number of the intervention whose course gives it (0: none)."""
    me.medication_weeks = 1
    me.medicine = course + 1
    me.tapered = 0.0


@rule
def take_medication(me: PersonState, condition: Condition, doses: Doses, parameters: Parameters, chance: float) -> None:
    """Medication goes on while it is taken: belief and support hold it, self-stigma ends it (SE29-SE31). Many stop in
    the first months; those who do not go on for years (TX48).
    """
    early = me.medication_weeks < parameters.medication_settled
    stopping = parameters.medication_stop if early else parameters.medication_end
    stopping *= exp(leaning_to_leave(me, condition, parameters))
    held = parameters.medication_support * doses.encouragement + parameters.adherence_support * doses.adherence
    stopping *= 1.0 - clip01(held)
    if chance < stopping:
        me.medication_weeks = 0
    else:
        me.medication_weeks = min(int(me.medication_weeks) + 1, 65535)


@rule
def problem_score(me: PersonState, problem: int, error: float, parameters: Parameters) -> float:
    """Score on the instrument of a problem: PHQ-9, GAD-7 or PCL-5."""
    if problem == Disorder.DEPRESSION:
        return phq9(me, error, parameters)
    if problem == Disorder.ANXIETY:
        return gad7(me, error, parameters)
    return pcl5(me, error, parameters)


@rule
def unwell(me: PersonState, error: float, parameters: Parameters) -> bool:
    """Whether the score on the main problem is at a cut-off or above: that of a case, for anxiety `step_down_gad7`."""
    problem = main_problem(me)
    score = problem_score(me, problem, error, parameters)
    if problem == Disorder.DEPRESSION:
        return score >= parameters.case_phq9
    if problem == Disorder.ANXIETY:
        return score >= parameters.step_down_gad7
    return score >= parameters.case_pcl5


@rule
def suits(service: Service, problem: int, score: float) -> bool:
    """Triage: whether an open service treats this problem, and takes people with this score."""
    if service.open != 1 or (service.disorders >> problem) & 1 != 1:
        return False
    return bool(service.least[problem] <= score <= service.most[problem])


@seldom
def join_queue(me: PersonState, only: int, now: Circumstances) -> None:
    """Go on the waiting list, if an open service takes people with such a problem and score.

    Which service it will be is decided when a place is free (`sim/simulation/allocation.py`); `only` names a single one
    that is waited for (`NO_SERVICE`: any). Stepped care: who is offered what follows from scores and the services'
    rules. Nobody is listed from whom therapy or all care is withheld.
    """
    if now.doses.therapy_withheld > 0.0 or now.doses.care_withheld > 0.0:
        return
    problem = main_problem(me)
    draws = draw(now.seed, me.id, now.week, Purpose.TRIAGE)
    error, _ = normal_pair(draws.first, draws.second)
    score = problem_score(me, problem, error, now.parameters)
    for row in range(len(now.services)):
        wanted = row == only if only != NO_SERVICE else now.services[row].only_listed == 0
        if wanted and suits(now.services[row], problem, score):
            me.care = Care.WAITING
            me.weeks_waiting = 0
            me.listed_for = only
            return


@rule
def leave_treatment(me: PersonState, outcome: int, ending: int, parameters: Parameters) -> None:
    """End a course, and say why. The place is free from next week on.

    Those who are still ill after a whole course expect less and learn less the next time (Rush et al. 2006).
    """
    me.care = outcome
    me.ending = ending
    me.course_ended = outcome
    me.therapy = 0
    me.attended = 0
    me.weeks_in_care = 0
    me.need_recognised = 0
    if me.session > 0:
        me.treatments = min(int(me.treatments) + 1, 255)
        if outcome == Care.COMPLETED and is_ill(me):
            me.responsiveness *= 1.0 - parameters.response_lost


@rule
def no_better_than_at_first(me: PersonState, parameters: Parameters, scores: Draws) -> bool:
    """Whether the PHQ-9 is still above its cut-off and has not fallen reliably since the first session."""
    error, _ = normal_pair(scores.first, scores.second)
    now = phq9(me, error, parameters)
    return now >= parameters.step_down_phq9 and me.first_score - now < parameters.step_up_change


@seldom
def review(me: PersonState, sessions: int, parameters: Parameters, scores: Draws) -> None:
    """Read the instruments at a session and adapt the course (Lambert et al.: feedback to therapists).

    Where they show that a person is well enough, no more sessions follow, and the place is given back next week.
    """
    if me.session != 1 and me.session % int(parameters.review_every) != 0:
        return
    first, second = normal_pair(scores.first, scores.second)
    third, _ = normal_pair(scores.third, scores.fourth)
    depression = phq9(me, first, parameters)
    if me.session == 1:
        me.first_score = depression
        return
    if (
        depression < parameters.step_down_phq9
        and gad7(me, second, parameters) < parameters.step_down_gad7
        and general_self_efficacy_scale(me, third, parameters) >= parameters.step_down_gse
    ):
        me.ending = Ending.WELL_ENOUGH.value
    elif me.first_score - depression < parameters.step_up_change and 2 * me.session >= sessions:
        me.intensity = parameters.step_up_intensity


@rule
def reluctance(me: PersonState, parameters: Parameters, week: int) -> float:
    """Log hazard ratio of giving up before the first session: a long wait, deprivation and youth (TX20, TX29)."""
    lean = parameters.start_lost_to_wait * min(int(me.weeks_waiting), WEEKS_PER_YEAR)
    lean += parameters.start_lost_to_deprivation * deprivation_slope(me)
    return lean + parameters.start_lost_to_youth * youth(me, parameters, week)


@seldom
def chance_not_to_start(me: PersonState, lean: float, now: Circumstances) -> float:
    """Probability that a person who is given a place never comes, 0-1. `lean` is the hazard ratio of leaving."""
    chance = now.parameters.never_start * lean * exp(reluctance(me, now.parameters, now.week))
    return clip01(chance * (1.0 - clip01(now.parameters.start_eased * now.doses.access)))


@rule
def feels_well_enough(me: PersonState, condition: Condition, parameters: Parameters) -> bool:
    """Whether the need that brought a person to care is met. Who came without one, to a study say, stays to the end."""
    return bool(me.need_recognised == 1 and condition.distress < parameters.need_distress)


@seldom
def attend(me: PersonState, condition: Condition, draws: Draws, now: Circumstances) -> None:
    """A week in treatment: never start, drop out, be advised at the first contact and no more, end because one is well
    enough, miss a session or attend one; finish when the course is done.

    Leaving is likeliest after the first session, and less likely with each that follows (TX47).

    Where the service measures, the scores of every few sessions step the course down (both below their cut-offs and
    belief restored: done early), up (no better by half-time: a stronger dose) or on (still no better: listed again).
    Where it is a step of several, those still unwell at the end are listed for the next one.
    """
    parameters = now.parameters
    course = now.interventions[me.therapy]
    lean = exp(leaning_to_leave(me, condition, parameters)) * course.dropout
    measured = parameters.use_measurement_based_care > 0.0 and now.services[me.service].measurement_based == 1
    if me.session >= course.sessions or me.ending == Ending.WELL_ENOUGH:
        scores = draw(now.seed, me.id, now.week, Purpose.SESSION_SCORES)
        no_better = measured and no_better_than_at_first(me, parameters, scores)
        error, _ = normal_pair(scores.third, scores.fourth)
        next_step = now.services[me.service].step_up_to
        step_up = next_step != NO_SERVICE and unwell(me, error, parameters)
        early = me.ending == Ending.WELL_ENOUGH
        leave_treatment(
            me, Care.COMPLETED.value, Ending.WELL_ENOUGH.value if early else Ending.COMPLETED.value, parameters
        )
        if (step_up or no_better) and me.treatments < parameters.most_courses_in_a_row:
            me.need_recognised = 1
            join_queue(me, next_step if step_up else NO_SERVICE, now)
        return
    if me.session == 0:
        if draws.fourth < now.services[me.service].sent_elsewhere:
            leave_treatment(me, Care.ADVISED.value, Ending.ADVISED.value, parameters)
            return
        if draws.first < chance_not_to_start(me, lean, now):
            leave_treatment(me, Care.DROPPED_OUT.value, Ending.NEVER_BEGAN.value, parameters)
            return
    elif draws.first < clip01(parameters.drop_out * lean * me.session**-parameters.drop_out_falling):
        leave_treatment(me, Care.DROPPED_OUT.value, Ending.LEFT.value, parameters)
        return
    elif me.session == 1 and draws.third < now.services[me.service].one_contact:
        leave_treatment(me, Care.ADVISED.value, Ending.ADVISED.value, parameters)
        return
    elif me.session > 1 and draws.third < parameters.end_when_well and feels_well_enough(me, condition, parameters):
        leave_treatment(me, Care.COMPLETED.value, Ending.WELL_ENOUGH.value, parameters)
        return
    if me.session > 0 and draws.second < clip01(parameters.miss_session * lean):
        me.attended = 0
        me.absences = min(int(me.absences) + 1, 255)
        return
    me.attended = 1
    me.session += 1
    if measured:
        review(me, int(course.sessions), parameters, draw(now.seed, me.id, now.week, Purpose.SESSION_SCORES))
