"""The week of whoever seeks, waits for, is offered or takes care: by hand, each decision on both sides."""

from typing import Any

import pytest

from sim.core.chance import Draws, Purpose, draw
from sim.people.condition import Condition, main_problem
from sim.people.instruments import gad7, pcl5, phq9
from sim.people.state import NO_SERVICE, WEEKS_PER_YEAR, Care, Disorder, Ending, PersonState, Withholding, YearMark
from sim.policy.circumstances import Circumstances
from sim.policy.delivery import follow_orders, withdraw
from sim.policy.doses import INTERVENTION, SERVICE, Doses, table
from sim.theory.care import consider_offers, go_on_with_care, mark_year, use_primary_care
from sim.theory.treatment import (
    attend,
    leave_treatment,
    no_better_than_at_first,
    reluctance,
    review,
    unwell,
)
from tests.theory.anybody import CALM, PARAMETERS, UNSUPPORTED, N, doses, somebody

SEED, WEEK = 3, 60
SUFFERING = Condition(0.5, 0.3, 0.2, 0.72, 0.5, 0.5)
SURE, NEVER = 1e9, 0.0
NOTHING = doses()


def parameters(**changed: float) -> Any:
    """The model's parameters, some of them changed."""
    copy: Any = PARAMETERS.copy()[0]
    for name, value in changed.items():
        copy[name] = value
    return copy


def now(given: Doses = NOTHING, /, **changed: float) -> Circumstances:
    """A week with two services, both open to all, each with a course of five sessions."""
    services, courses = table(SERVICE, 2), table(INTERVENTION, 2)
    services["intervention"], services["open"], services["disorders"] = [0, 1], 1, 7
    services["step_up_to"], services["most"] = NO_SERVICE, 99.0
    courses["sessions"], courses["dropout"] = 5, 1.0
    return Circumstances(services, courses, given, parameters(**changed), SEED, WEEK)


def after(me: PersonState, week: Circumstances, condition: Condition = SUFFERING) -> PersonState:
    """Somebody after a week of care."""
    go_on_with_care(me, UNSUPPORTED, condition, week)
    return me


def waiting(condition: Condition, listed_for: int = NO_SERVICE, **changed: float) -> PersonState:
    me = somebody(care=float(Care.WAITING), listed_for=float(listed_for), weeks_waiting=4.0, weeks_in_care=0.0)
    return after(me, now(**changed), condition)


def test_those_who_wait_are_counted_and_stay() -> None:
    me = waiting(SUFFERING, leave_queue=1.0, give_up_waiting=0.0)
    assert (me.care, me.weeks_waiting) == (Care.WAITING, 5)


def test_the_list_is_left_by_those_who_are_better_or_give_up_and_by_no_others() -> None:
    assert waiting(CALM, leave_queue=1.0, give_up_waiting=0.0).care == Care.PRIMARY
    assert waiting(CALM, leave_queue=0.0, give_up_waiting=0.0).care == Care.WAITING
    assert waiting(SUFFERING, leave_queue=0.0, give_up_waiting=1.0).care == Care.PRIMARY
    assert waiting(SUFFERING, leave_queue=0.0, give_up_waiting=1.0).weeks_in_care == 0


def test_those_listed_for_one_service_do_not_leave_because_they_are_better() -> None:
    assert waiting(CALM, listed_for=1, leave_queue=1.0, give_up_waiting=0.0).care == Care.WAITING


@pytest.mark.parametrize(("before", "expected"), [(65533, 65534), (65534, 65535), (65535, 65535)])
def test_weeks_of_waiting_and_of_care_are_counted_to_the_end(before: int, expected: int) -> None:
    me = somebody(care=float(Care.WAITING), listed_for=1.0, weeks_waiting=float(before))
    assert after(me, now(give_up_waiting=0.0)).weeks_waiting == expected
    me = somebody(care=float(Care.PRIMARY), weeks_in_care=float(before), need_recognised=1.0)
    assert after(me, now(follow_up=0.0, lost_to_follow_up=0.0)).weeks_in_care == expected


def test_the_family_doctor_lets_go_of_those_who_are_well_again_or_stay_away() -> None:
    draws = draw(SEED, 1, WEEK, Purpose.CARE)

    def weeks(before: int, condition: Condition, **changed: float) -> tuple[int, int]:
        me = somebody(care=float(Care.PRIMARY), weeks_in_care=float(before))
        use_primary_care(me, condition, draws, now(**changed))
        return int(me.weeks_in_care), int(me.visited)

    first_visit = (1, 1)  # is never put off, and never the last, however well one is
    assert weeks(0, CALM, follow_up=0.0, lost_to_follow_up=1.0) == first_visit
    assert weeks(0, CALM, follow_up=1.0, lost_to_follow_up=0.0) == first_visit
    assert weeks(1, SUFFERING, follow_up=1.0, lost_to_follow_up=0.0) == (2, 1)
    assert weeks(1, CALM, follow_up=1.0, lost_to_follow_up=0.0) == (0, 0)
    assert weeks(1, SUFFERING, follow_up=0.0, lost_to_follow_up=1.0) == (0, 0)
    assert weeks(1, SUFFERING, follow_up=0.0, lost_to_follow_up=0.0) == (2, 0)


def marked(week: int = WEEK, **state: float) -> int:
    me = somebody(**state)
    mark_year(me, N, week)
    return int(me.this_year)


def test_a_year_begins_with_a_clean_sheet() -> None:
    everything = 127.0
    assert marked(WEEKS_PER_YEAR, this_year=everything) == 0
    assert marked(2 * WEEKS_PER_YEAR, this_year=everything) == 0
    assert marked(2 * WEEKS_PER_YEAR - 1, this_year=everything) == everything
    assert marked(2 * WEEKS_PER_YEAR + 1, this_year=everything) == everything


def test_the_first_week_of_medication_counts() -> None:
    contact, need, treated = YearMark.CONTACT.value, YearMark.NEED.value, YearMark.TREATED.value
    assert marked(medication_weeks=1.0) == contact | need | treated
    assert marked(medication_weeks=0.0) == 0


WILLING = {"offer_accepted": SURE, "medication_stop": 0.0}


def test_an_offer_is_taken_by_those_who_are_free_and_willing() -> None:
    def taken(offered: int, care: Care = Care.NEVER, willing: float = SURE) -> tuple[int, int, int]:
        me = somebody(offered=float(offered), care=float(care), listed_for=7.0, weeks_in_care=3.0)
        consider_offers(me, UNSUPPORTED, now(offer_accepted=willing))
        return int(me.care), int(me.listed_for), int(me.weeks_in_care)

    assert taken(0b01) == (Care.WAITING, 0, 0)
    assert taken(0b10) == (Care.WAITING, 1, 0)
    assert taken(0b11) == (Care.WAITING, 0, 0)
    assert taken(0) == (Care.NEVER, 7, 3)
    assert taken(0b01, willing=0.0) == (Care.NEVER, 7, 3)
    assert taken(0b01, Care.WAITING) == (Care.WAITING, 7, 3)
    assert taken(0b01, Care.IN_TREATMENT) == (Care.IN_TREATMENT, 7, 3)


def test_an_offer_reaches_those_who_need_nothing_and_a_week_without_one_changes_nothing() -> None:
    assert after(somebody(offered=1.0), now(**WILLING), CALM).care == Care.WAITING
    assert after(somebody(offered=0.0), now(doses(medication=1.0), **WILLING), CALM).medication_weeks == 2
    assert after(somebody(offered=0.0), now(**WILLING), CALM).medication_weeks == 0


def test_the_well_go_on_with_what_they_have_begun() -> None:
    """Nobody is passed over who waits, is treated, sees a doctor, takes medication or still feels a need."""
    still = {"give_up_waiting": 0.0, "leave_queue": 0.0, "follow_up": 0.0, "lost_to_follow_up": 0.0}
    still |= {"medication_stop": 0.0, "never_start": 0.0}
    seen = after(somebody(care=float(Care.WAITING), listed_for=1.0, weeks_waiting=1.0), now(**still), CALM)
    assert seen.weeks_waiting == 2
    seen = after(somebody(care=float(Care.IN_TREATMENT), service=0.0, therapy=0.0, session=0.0), now(**still), CALM)
    assert (seen.session, seen.attended) == (1, 1)
    assert after(somebody(care=float(Care.PRIMARY), weeks_in_care=1.0), now(**still), CALM).weeks_in_care == 2
    assert after(somebody(medication_weeks=1.0), now(**still), CALM).medication_weeks == 2
    fading = now(need_fading=1.0, seek_rate=0.0)
    assert after(somebody(need_recognised=1.0), fading, CALM).need_recognised == 0
    assert after(somebody(need_recognised=0.0), now(recognition_rate=SURE, seek_rate=0.0)).need_recognised == 1


@pytest.mark.parametrize("primary_care_first", [0.0, 1.0])
def test_care_begins_at_the_family_doctor_where_that_is_the_way_in(primary_care_first: float) -> None:
    way = now(use_primary_care_first=primary_care_first, seek_rate=SURE, referral=0.0, prescription=0.0)
    me = after(somebody(need_recognised=1.0), way)
    assert (me.care, me.visited) == ((Care.PRIMARY, 1) if primary_care_first else (Care.WAITING, 0))


def test_the_main_problem_is_the_most_severe_of_the_episodes() -> None:
    def of(episodes: tuple[int, int, int], severity: tuple[float, float, float]) -> int:
        me = somebody()
        me.in_episode[:], me.severity[:] = episodes, severity
        return int(main_problem(me))

    assert of((0, 1, 0), (2.0, 0.0, 0.0)) == Disorder.ANXIETY
    assert of((1, 1, 0), (0.0, 2.0, 0.0)) == Disorder.ANXIETY
    assert of((1, 1, 0), (3.0, 2.0, 0.0)) == Disorder.DEPRESSION
    assert of((1, 1, 1), (0.0, 2.0, 3.0)) == Disorder.POST_TRAUMATIC_STRESS
    assert of((0, 0, 1), (2.0, 3.0, 0.0)) == Disorder.POST_TRAUMATIC_STRESS
    assert of((1, 0, 1), (0.0, 3.0, 1.0)) == Disorder.POST_TRAUMATIC_STRESS
    assert of((0, 0, 0), (0.0, 2.0, 0.0)) == Disorder.ANXIETY
    assert of((0, 0, 0), (2.0, 0.0, 3.0)) == Disorder.DEPRESSION


@pytest.mark.parametrize(
    ("problem", "score", "cut_off"),
    [(Disorder.ANXIETY, gad7, "step_down_gad7"), (Disorder.POST_TRAUMATIC_STRESS, pcl5, "case_pcl5")],
)
def test_each_problem_has_its_own_instrument_and_cut_off(problem: Disorder, score: Any, cut_off: str) -> None:
    me = somebody()
    me.in_episode[:] = 0
    me.in_episode[problem], me.severity[:] = 1, [-4.0, -4.0, -4.0]
    me.severity[problem] = 0.3
    points = float(score(me, 0.0, N))
    assert unwell(me, 0.0, parameters(**{cut_off: points}))  # scores are whole points, and the cut-off is a case
    assert not unwell(me, 0.0, parameters(**{cut_off: points + 1.0}))


ANY = Draws(0.4, 0.4, 0.4, 0.4)
EXACT = {"error_phq9": 0.0, "error_gad7": 0.0, "error_gse": 0.0}


def in_a_course(session: int) -> tuple[PersonState, float, float]:
    """Somebody at a session, with the scores on PHQ-9 and GAD-7."""
    me = somebody(session=float(session), intensity=1.0)
    me.severity[:] = [0.1, -0.2, -4.0]
    return me, float(phq9(me, 0.0, N)), float(gad7(me, 0.0, N))


def test_no_better_means_at_the_cut_off_still_and_less_than_reliable_change() -> None:
    me, score, _ = in_a_course(5)

    def no_better(cut_off: float, before: float) -> bool:
        me.first_score = before
        changed = parameters(step_down_phq9=cut_off, step_up_change=6.0, **EXACT)
        return bool(no_better_than_at_first(me, changed, ANY))

    assert no_better(score, score + 5.0)
    assert not no_better(score + 1.0, score + 5.0)
    assert not no_better(score, score + 6.0)


def test_a_review_ends_a_course_below_both_cut_offs_and_strengthens_one_without_reliable_change() -> None:
    def reviewed(below: tuple[float, float], fallen: float, session: int = 4) -> tuple[int, float]:
        """Why the course ends, if it does, and its dose; the sessions stay those that were attended."""
        me, depression, anxiety = in_a_course(session)
        me.first_score = depression + fallen
        cut_offs = {"step_down_phq9": depression + below[0], "step_down_gad7": anxiety + below[1], "step_down_gse": 0.0}
        changed = parameters(**cut_offs, step_up_change=6.0, step_up_intensity=1.5, review_every=2.0, **EXACT)
        review(me, 8, changed, ANY)
        assert me.session == session
        return int(me.ending), float(me.intensity)

    assert reviewed((1.0, 1.0), 5.0) == (Ending.WELL_ENOUGH, 1.0)
    assert reviewed((1.0, 0.0), 5.0) == (Ending.NONE, 1.5)
    assert reviewed((0.0, 1.0), 5.0) == (Ending.NONE, 1.5)
    assert reviewed((0.0, 0.0), 6.0) == (Ending.NONE, 1.0)
    assert reviewed((0.0, 0.0), 5.0, session=2) == (Ending.NONE, 1.0)  # before half-time
    assert reviewed((1.0, 1.0), 5.0, session=5) == (Ending.NONE, 1.0)  # no review is due


@pytest.mark.parametrize(("before", "session", "expected"), [(0, 0, 0), (0, 1, 1), (254, 2, 255), (255, 2, 255)])
def test_a_course_counts_once_a_session_was_attended(before: int, session: int, expected: int) -> None:
    me = somebody(treatments=float(before), session=float(session))
    leave_treatment(me, Care.DROPPED_OUT.value, Ending.LEFT.value, now().parameters)
    assert (me.treatments, me.ending) == (expected, Ending.LEFT)


def test_easier_access_keeps_people_who_would_never_have_started() -> None:
    def starts(access: float, **changed: float) -> bool:
        me = somebody(care=float(Care.IN_TREATMENT), service=0.0, therapy=0.0, session=0.0)
        week = now(doses(access=access), never_start=SURE, **changed)
        attend(me, SUFFERING, draw(SEED, me.id, WEEK, Purpose.CARE), week)
        return bool(me.care == Care.IN_TREATMENT)

    assert not starts(0.0)
    assert starts(1.0, start_eased=1.0)  # the whole hazard is gone


@pytest.mark.parametrize(("before", "expected"), [(0, 1), (254, 255), (255, 255)])
def test_absences_are_counted_to_the_end(before: int, expected: int) -> None:
    me = somebody(care=float(Care.IN_TREATMENT), service=0.0, therapy=0.0, session=1.0, absences=float(before))
    attend(me, SUFFERING, draw(SEED, me.id, WEEK, Purpose.CARE), now(drop_out=NEVER, miss_session=SURE))
    assert (me.absences, me.attended) == (expected, 0)


def test_measuring_is_done_where_the_mechanism_and_the_service_have_it() -> None:
    def measured(mechanism: float, service: int) -> bool:
        week = now(use_measurement_based_care=mechanism, drop_out=NEVER, never_start=NEVER, miss_session=NEVER)
        week.services["measurement_based"] = service
        me = somebody(care=float(Care.IN_TREATMENT), service=0.0, therapy=0.0, session=0.0, first_score=-1.0)
        attend(me, SUFFERING, draw(SEED, me.id, WEEK, Purpose.CARE), week)
        return bool(me.first_score >= 0.0)

    assert [measured(*both) for both in ((0.0, 0), (0.0, 1), (1.0, 0), (1.0, 1))] == [False, False, False, True]


@pytest.mark.parametrize(("courses", "listed"), [(1, Care.WAITING), (2, Care.COMPLETED)])
def test_the_next_step_is_offered_until_the_most_courses_in_a_row(courses: int, listed: Care) -> None:
    week = now(most_courses_in_a_row=2.0, case_phq9=-1.0)
    week.services["step_up_to"] = [1, NO_SERVICE]
    me = somebody(care=float(Care.IN_TREATMENT), service=0.0, therapy=0.0, session=5.0, treatments=float(courses - 1))
    me.severity[:] = [1.0, -4.0, -4.0]
    me.in_episode[:] = [1, 0, 0]
    attend(me, SUFFERING, draw(SEED, me.id, WEEK, Purpose.CARE), week)
    assert (me.care, me.treatments) == (listed, courses)


def test_many_stop_medication_in_its_first_months_and_few_later() -> None:
    left = {}
    for weeks in (9, 10):
        me = somebody(medication_weeks=float(weeks))
        week = now(medication_settled=10.0, medication_stop=SURE, medication_end=NEVER)
        left[weeks] = int(after(me, week).medication_weeks)
    assert left == {9: 0, 10: 11}
    me = somebody(medication_weeks=10.0)
    assert after(me, now(medication_settled=10.0, medication_stop=NEVER, medication_end=SURE)).medication_weeks == 0


def test_a_course_ends_for_a_reason() -> None:
    def reason(session: int, before: Ending = Ending.NONE, **changed: float) -> tuple[int, int, int]:
        me = somebody(care=float(Care.IN_TREATMENT), service=0.0, therapy=0.0, session=float(session), ending=before)
        me.need_recognised = 1
        attend(me, SUFFERING, draw(SEED, me.id, WEEK, Purpose.CARE), now(**changed))
        return int(me.care), int(me.ending), int(me.session)

    assert reason(5) == (Care.COMPLETED, Ending.COMPLETED, 5)
    assert reason(2, Ending.WELL_ENOUGH) == (Care.COMPLETED, Ending.WELL_ENOUGH, 2)  # two sessions, and no more
    assert reason(2, drop_out=SURE) == (Care.DROPPED_OUT, Ending.LEFT, 2)
    assert reason(0, never_start=SURE) == (Care.DROPPED_OUT, Ending.NEVER_BEGAN, 0)
    assert reason(2, drop_out=NEVER, miss_session=NEVER) == (Care.IN_TREATMENT, Ending.NONE, 3)
    assert reason(2, drop_out=NEVER, need_distress=1.0, end_when_well=SURE) == (Care.COMPLETED, Ending.WELL_ENOUGH, 2)
    assert reason(1, drop_out=NEVER, need_distress=1.0, end_when_well=SURE)[0] == Care.IN_TREATMENT  # not after one


def test_a_service_advises_some_at_the_first_contact_and_sends_others_elsewhere() -> None:
    def ends(session: int, **service: float) -> tuple[int, int]:
        week = now(drop_out=NEVER, never_start=NEVER, miss_session=NEVER)
        for name, value in service.items():
            week.services[name] = value
        me = somebody(care=float(Care.IN_TREATMENT), service=0.0, therapy=0.0, session=float(session))
        attend(me, SUFFERING, draw(SEED, me.id, WEEK, Purpose.CARE), week)
        return int(me.care), int(me.ending)

    assert ends(0, sent_elsewhere=1.0) == (Care.ADVISED, Ending.ADVISED)
    assert ends(1, sent_elsewhere=1.0) == (Care.IN_TREATMENT, Ending.NONE)
    assert ends(1, one_contact=1.0) == (Care.ADVISED, Ending.ADVISED)
    assert ends(0, one_contact=1.0) == ends(2, one_contact=1.0) == (Care.IN_TREATMENT, Ending.NONE)


def test_leaving_is_likeliest_after_the_first_session() -> None:
    def left(session: int) -> float:
        gone = 0
        for person in range(400):
            me = somebody(care=float(Care.IN_TREATMENT), service=0.0, therapy=0.0, session=float(session), id=person)
            week = now(drop_out=0.4, drop_out_falling=1.0, leave_belief=0.0, leave_severity=0.0, leave_self_stigma=0.0)
            attend(me, SUFFERING, draw(SEED, person, WEEK, Purpose.CARE), week)
            gone += me.care == Care.DROPPED_OUT
        return gone / 400

    assert left(1) == pytest.approx(0.4, abs=0.08)
    assert left(4) == pytest.approx(0.1, abs=0.05)


def test_a_long_wait_deprivation_and_youth_keep_people_from_starting() -> None:
    def lean(**of: float) -> float:
        return reluctance(somebody(**of), now().parameters, WEEK)

    usual = {"weeks_waiting": 0.0, "deprivation": 3.0, "birth_week": -45.0 * WEEKS_PER_YEAR}
    assert lean(**usual | {"weeks_waiting": 20.0}) > lean(**usual)
    assert lean(**usual | {"deprivation": 5.0}) > lean(**usual) > lean(**usual | {"deprivation": 1.0})
    assert lean(**usual | {"birth_week": -20.0 * WEEKS_PER_YEAR}) > lean(**usual)


def test_a_course_that_leaves_one_ill_teaches_less_the_next_time() -> None:
    for ill in (0, 1):
        me = somebody(session=3.0, responsiveness=1.0)
        me.in_episode[:] = [ill, 0, 0]
        leave_treatment(me, Care.COMPLETED.value, Ending.COMPLETED.value, now(response_lost=0.25).parameters)
        assert me.responsiveness == (0.75 if ill else 1.0)
    me = somebody(session=1.0, responsiveness=1.0)
    me.in_episode[:] = [1, 0, 0]
    leave_treatment(me, Care.ADVISED.value, Ending.ADVISED.value, now(response_lost=0.25).parameters)
    assert me.responsiveness == 1.0  # advice is no course


KEEN = {"seek_rate": SURE, "referral": SURE, "prescription": SURE, "follow_up": 1.0, "medication_stop": 0.0}
KEEN |= {"recognition_rate": SURE, "offer_accepted": SURE, "give_up_waiting": 0.0, "leave_queue": 0.0}


def test_withheld_care_begins_nowhere() -> None:
    """Nobody is seen, listed or given a prescription, wherever they stand; without the route all of it happens."""

    def stages(given: Doses) -> list[tuple[bool, bool, bool]]:
        seen = []
        for state in (
            {},
            {"need_recognised": 1.0},
            {"weeks_in_care": 3.0},
            {"care": float(Care.WAITING)},
            {"offered": 3.0},
        ):
            me = after(somebody(**{"listed_for": float(NO_SERVICE)} | state), now(given, **KEEN))
            seen.append((bool(me.visited == 1), bool(me.care == Care.WAITING), bool(me.medication_weeks > 0)))
        return seen

    assert not any(any(one) for one in stages(doses(care_withheld=1.0)))
    usual = stages(NOTHING)
    assert all(any(one[kind] for one in usual) for kind in range(3))
    therapy = stages(doses(therapy_withheld=1.0))
    assert not any(listed for _, listed, _ in therapy)
    assert any(visited and medicated for visited, _, medicated in therapy)  # the family doctor is not withheld


def test_a_course_may_give_medication_where_other_care_is_withheld() -> None:
    def begun(therapy: int, **given: float) -> int:
        week = now(doses(medication=1.0, **given), offer_accepted=SURE, medication_stop=0.0)
        week.interventions["doses"]["medication"] = [0.0, 1.0]
        me = somebody(care=float(Care.IN_TREATMENT), therapy=float(therapy))
        consider_offers(me, UNSUPPORTED, week)
        return int(me.medicine)

    assert begun(1) == begun(1, care_withheld=1.0) == 2  # the number of the course's intervention, plus 1
    assert begun(0) == 1
    assert begun(0, care_withheld=1.0) == 0
    assert begun(1, medication_withdrawn=0.25) == 0


def test_medication_that_is_withdrawn_is_not_prescribed() -> None:
    assert after(somebody(need_recognised=1.0), now(doses(medication_withdrawn=0.1), **KEEN)).medication_weeks == 0
    assert after(somebody(need_recognised=1.0), now(**KEEN)).medication_weeks > 0


@pytest.mark.parametrize(
    ("weeks", "doses_left"),
    [(1, [0.0]), (2, [0.5, 0.0]), (3, [2 / 3, 1 / 3, 0.0]), (7, [n / 7 for n in range(6, -1, -1)])],
)
def test_medication_is_tapered_in_equal_steps_and_ends(weeks: int, doses_left: list[float]) -> None:
    me = somebody(medication_weeks=40.0)
    for left in doses_left:
        withdraw(me, 1.0 / weeks)
        assert (me.medication_weeks > 0) == (left > 0.0)
        if left > 0.0:
            assert 1.0 - me.tapered == pytest.approx(left, abs=1e-6)
    assert (me.medication_weeks, me.tapered) == (0, 0.0)


def test_a_taper_that_is_called_off_gives_the_full_dose_again() -> None:
    me = somebody(medication_weeks=40.0)
    withdraw(me, 0.25)
    withdraw(me, 0.0)
    assert (me.medication_weeks, me.tapered) == (40, 0.0)


def test_a_study_gives_its_orders_by_the_routes_of_policy() -> None:
    def ordered(**state: float) -> tuple[float, float, float]:
        given = doses()
        follow_orders(somebody(**state), given)
        return given.therapy_withheld, given.care_withheld, given.medication_withdrawn

    assert ordered() == (0.0, 0.0, 0.0)
    assert ordered(withheld=float(Withholding.THERAPY)) == (1.0, 0.0, 0.0)
    assert ordered(withheld=float(Withholding.CARE)) == (0.0, 1.0, 0.0)
    assert ordered(taper_weeks=4.0) == (0.0, 0.0, 0.25)


def test_who_begins_a_course_with_medication_has_agreed_to_take_it() -> None:
    def begun(session: int) -> bool:
        week = now(doses(medication=1.0), offer_accepted=0.0, medication_stop=0.0)
        week.interventions["doses"]["medication"] = [0.0, 1.0]
        me = somebody(care=float(Care.IN_TREATMENT), therapy=1.0, session=float(session))
        consider_offers(me, UNSUPPORTED, week)
        return bool(me.medicine > 0)

    assert begun(1)
    assert not begun(5)  # who has stopped since begins again only if willing
