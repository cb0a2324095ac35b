"""Parameters of the seventh step, care."""

from sim.parameters.fields import ParameterGroup, parameter


class CareParameters(ParameterGroup):
    """Rates are weekly hazards; leanings are log hazard ratios."""

    care_access: float = parameter(1.0, "times", 0, 10, "ease of reaching care in this culture", "ST29 ST30")
    access_eased: float = parameter(1.0, "times", 0, 10, "seeking eased by a full dose of access", "TX20")
    start_eased: float = parameter(
        0.2, "share", 0, 1, "giving up before the start, spared by a full dose of access", "TX29"
    )
    need_distress: float = parameter(0.35, "level", 0, 1, "distress below which no need is felt")
    need_fading: float = parameter(0.05, "per week", 0, 1, "chance that a felt need is forgotten once well")
    recognition_rate: float = parameter(
        0.0041, "per week", 0, 1, "recognition of a need by the fully distressed", "ST29"
    )
    recognition_ill: float = parameter(2.5, "times", 1, 20, "quicker recognition in an episode", "ST29")
    recognition_stigma: float = parameter(0.20, "per SD", 0, 3, "recognition lost by public stigma", "ST29 ST01")
    recognition_taught: float = parameter(0.05, "per dose", 0, 1, "recognition by a full dose of screening or outreach")
    seek_rate: float = parameter(0.05179, "per week", 0, 1, "seeking by those who feel a need", "ST30")
    seek_belief: float = parameter(1.5, "per level", 0, 10, "seeking helped by belief in seeking help", "SE13")
    seek_encouragement: float = parameter(0.8, "per level", 0, 10, "seeking helped by encouragement")
    seek_expectation: float = parameter(0.8, "per level", 0, 10, "seeking helped by expecting that it pays")
    seek_deprivation: float = parameter(0.15, "log hazard", 0, 5, "seeking lost in the most deprived fifth", "TX26")
    seek_public_stigma: float = parameter(0.09, "per SD", 0, 5, "seeking lost by own public stigma", "ST02")
    seek_self_stigma: float = parameter(2.5, "per level", 0, 5, "seeking lost by self-stigma", "ST01")
    offer_accepted: float = parameter(
        0.5, "share", 0, 1, "offers of a course or of medication that a person of mean readiness accepts", "TX29"
    )
    referral: float = parameter(0.102, "per visit", 0, 1, "referral of the fully distressed at a visit", "ST31 TX29")
    prescription: float = parameter(
        0.1727, "per visit", 0, 1, "prescription to the fully distressed at a visit", "ST31"
    )
    follow_up: float = parameter(0.12, "per week", 0, 1, "chance of a follow-up visit in a week", "ST31")
    lost_to_follow_up: float = parameter(
        0.09426, "per week", 0, 1, "chance that primary-care contact ends in a week", "ST31"
    )
    unused_capacity_kept: float = parameter(
        20.0,
        "sessions",
        0,
        1000,
        "sessions kept when not needed by chance, per root of a week's sessions",
        "definition",
    )
    give_up_waiting: float = parameter(0.02, "per week", 0, 1, "chance of giving up on the waiting list", "TX29")
    leave_queue: float = parameter(0.10, "per week", 0, 1, "chance that those who got better leave the list")
    never_start: float = parameter(0.085, "share", 0, 1, "given a place, never start (typical case)", "TX20")
    start_lost_to_wait: float = parameter(
        0.02, "log hazard per week", 0, 1, "giving up before the start, for each week waited", "TX20 TX29"
    )
    start_lost_to_deprivation: float = parameter(
        0.25, "log hazard", 0, 5, "giving up before the start in the most deprived fifth, against the middle", "TX29"
    )
    start_lost_to_youth: float = parameter(
        0.2, "log hazard", 0, 5, "giving up before the start by the youngest, against the middle of life", "TX29"
    )
    drop_out: float = parameter(0.0983, "per week", 0, 1, "leave after the first session (typical case)", "TX21 TX18")
    drop_out_falling: float = parameter(
        1.052, "exponent", 0, 5, "fall of leaving with the sessions attended: steepest after the first", "TX47 TX21"
    )
    end_when_well: float = parameter(
        0.2822, "per week", 0, 1, "end a course early, once well enough, from the second session on", "TX28 TX47"
    )
    response_lost: float = parameter(
        0.6, "share", 0, 1, "responsiveness lost by a course that leaves one ill", "EC21"
    )
    therapists: float = parameter(
        100.0, "count", 1, 10000, "therapists among whom courses are shared out", "definition"
    )
    therapist_spread: float = parameter(
        0.32, "log SD", 0, 2, "differences between therapists in what a session with them teaches", "TX51"
    )
    miss_session: float = parameter(0.10, "per week", 0, 1, "miss a week's session (typical case)")
    leave_belief: float = parameter(3.0, "per level", 0, 10, "leaving driven by missing belief", "SE29")
    leave_severity: float = parameter(0.482, "per level", 0, 10, "leaving driven by severity", "SE30")
    leave_self_stigma: float = parameter(0.8, "per level", 0, 10, "leaving driven by self-stigma", "SE31 ST10")
    typical_case_belief: float = parameter(
        0.321, "level", 0, 1, "belief in using help of a typical case in care", "SE29"
    )
    typical_case_distress: float = parameter(0.611, "level", 0, 1, "distress of a typical case in care")
    typical_case_self_stigma: float = parameter(0.35, "level", 0, 1, "self-stigma of a typical case in care", "ST14")
    medication_stop: float = parameter(
        0.04, "per week", 0, 1, "stop taking medication in the first months (typical case)", "ST31"
    )
    medication_settled: float = parameter(26.0, "weeks", 1, 520, "weeks of medication after which few stop", "TX48")
    medication_end: float = parameter(
        0.0045, "per week", 0, 1, "stop taking medication later (typical case): after some years", "TX48"
    )
    medication_support: float = parameter(0.5, "share", 0, 1, "stopping prevented by full encouragement", "SE29")
    adherence_support: float = parameter(0.5, "share", 0, 1, "stopping prevented by full adherence support")
    medication_half: float = parameter(3.0, "weeks", 0.1, 52, "weeks until medication works half", "TX46")
    adequate_sessions: float = parameter(4.0, "sessions", 1, 50, "sessions that make treatment adequate", "ST31")
    adequate_medication: float = parameter(4.0, "weeks", 1, 104, "weeks of followed-up medication that do", "ST31")
    review_every: float = parameter(4.0, "sessions", 1, 50, "sessions between two readings of the instruments")
    step_down_phq9: float = parameter(
        10.0,
        "points",
        0,
        27,
        "PHQ-9 below which a course may end early, and from which somebody may count as no better at its end",
        "SY15",
    )
    step_down_gad7: float = parameter(
        8.0,
        "points",
        0,
        21,
        "GAD-7 below which a course may end early, and from which an anxious person is unwell at its end",
        "SY15",
    )
    step_down_gse: float = parameter(26.0, "points", 10, 40, "GSE from which a course may end early")
    step_up_change: float = parameter(
        6.0,
        "points",
        0,
        27,
        "PHQ-9 fall below which a course is stepped up, and somebody may count as no better at its end",
        "SY15",
    )
    most_courses_in_a_row: float = parameter(
        3.0,
        "courses",
        1,
        50,
        "courses in a life, in a row or not, after which a course leads to no other by itself",
        "prior",
    )
    step_up_intensity: float = parameter(1.5, "times", 1, 5, "dose of a stepped-up course")
