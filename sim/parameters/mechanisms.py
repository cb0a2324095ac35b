"""One switch for every mechanism of the theory: the pattern that it carries, and what switching it off takes away.

Most mechanisms vanish when some parameters are 0: `OFF` is that table, applied once to the record of parameters, so
that the rules hold theory and no switches. The others put something typical in the place of what they take away, or
another way for people to go: each of these has one gate in the rules (`GATES`).
"""

from sim.parameters.fields import ParameterGroup, switch

SWITCH = "use_"  # begins the names of switches


class MechanismSwitches(ParameterGroup):
    """Switches; in a scenario file they stand under `[mechanisms]` without `use_`."""

    use_mastery: float = switch("mastery", "self-efficacy gains of treatment (SE25)")
    use_ability: float = switch("ability beside belief", "success comes before belief between people (SE19, SE20)")
    use_belief_drift: float = switch("drifting level of belief", "belief changes in a year (SE06)")
    use_shaken_belief: float = switch(
        "events that shake belief", "part of events' effect runs through belief, in people once depressed (SE11, SE12)"
    )
    use_belief_hold: float = switch(
        "hold of low belief on depression", "part of events' effect runs through belief (SE11)"
    )
    use_modeling: float = switch("modeling", "recovery spreads along ties; hidden recovery slows that of others")
    use_persuasion: float = switch("persuasion", "correlation of support with self-efficacy (SE05)")
    use_bodily_state: float = switch(
        "bodily and emotional state", "self-efficacy with depression, anxiety (SE03, SE04)"
    )
    use_mindfulness: float = switch("mindful loosening", "effects of mindfulness on distress (TX10, TX11)")
    use_outcome_expectation: float = switch("outcome expectation", "Bandura's two-by-two of belief and expectation")
    use_goal_setting: float = switch("goal setting", "goal setting alone moves behaviour (TX40)")
    use_helplessness: float = switch("helplessness", "chronic course without treatment")
    use_coping: float = switch("coping and appraisal", "life events weigh less on the efficacious (SO15)")
    use_stress_buffering: float = switch("stress buffering", "support-depression link, steeper under events (SO01)")
    use_vicious_circles: float = switch("withdrawal, rumination, avoidance", "recovery slows with time ill; recurrence")
    use_entrenchment: float = switch("entrenchment", "new episodes end sooner than long-standing ones (NC01-NC07)")
    use_everyday_distress: float = switch("everyday distress", "PHQ-9 scores fall off exponentially (SY12)")
    use_well_friends: float = switch(
        "friends in good mood", "onset and recovery by number of well friends (SO09, SO10)"
    )
    use_kin_and_place: float = switch("families and neighbourhoods", "depression clusters along ties (SO05-SO07)")
    use_age: float = switch("steadier with age", "the youngest are ill more often than the oldest (NC47)")
    use_cross_activation: float = switch("cross-activation", "anxiety-depression correlation (SY11)")
    use_public_stigma: float = switch("public stigma", "effects of campaigns and contact (ST16-ST18)")
    use_self_stigma: float = switch(
        "self-stigma and why try", "self-stigma with self-efficacy (ST04), its share (ST14)"
    )
    use_stigma_brake: float = switch("stigma as a brake on help-seeking", "stigma and help-seeking (ST01, ST02)")
    use_primary_care_first: float = switch("primary care first", "much treatment is not adequate (ST31)")
    use_adherence: float = switch("adherence and dropout", "belief keeps people in treatment (SE29, TX18, TX20, TX21)")
    use_learning: float = switch("learning in therapy", "gains outlast therapy (TX22), more sessions teach more")
    use_acute_reaction: float = switch("acute reaction to a trauma", "symptoms fall in the year after a trauma (NC24)")
    use_trauma_severity: float = switch("trauma severity", "few traumas lead to disorder (NC34) against NC18, NC20")
    use_masking: float = switch("medication masks", "symptoms come back when it is stopped (EC19)")
    use_care_capacity: float = switch("finite places", "waiting lists grow and benefit saturates when demand rises")
    use_measurement_based_care: float = switch("measurement-based care", "same capacity serves more, fewer stay unwell")
    use_culture: float = switch("culture and context", "the same policy ranks differently in different contexts")


OFF: dict[str, dict[str, float]] = {
    "mastery": {"weight_mastery": 0.0},
    "ability": {"success_ability": 0.0, "practice": 0.0, "skills_taught": 0.0},
    "belief_drift": {"drift_weekly": 0.0},
    "shaken_belief": {"belief_shaken": 0.0},
    "belief_hold": {"depression_belief": 0.0},
    "modeling": {"weight_modeling": 0.0, "hope_models": 0.0},
    "persuasion": {"weight_persuasion": 0.0, "persuasion_fading": 0.0},
    "bodily_state": {"weight_bodily_state": 0.0},
    "mindfulness": {
        "loosening": 0.0,
        "self_compassion": 0.0,
        "rumination_acceptance": 0.0,
        "distress_acceptance": 0.0,
    },
    "outcome_expectation": {"seek_expectation": 0.0},
    "goal_setting": {"try_goal_set": 0.0},
    "helplessness": {
        "helplessness_failure": 0.0,
        "helplessness_success": 0.0,
        "helplessness_restructuring": 0.0,
        "helplessness_fading": 0.0,
        "try_helplessness": 0.0,
        "depression_helplessness": 0.0,
    },
    "coping": {"appraisal": 0.0},
    "entrenchment": {"depression_entrenched": 0.0, "anxiety_entrenched": 0.0, "ptsd_entrenched": 0.0},
    "well_friends": {"depression_friends": 0.0, "fresh_start_friends": 0.0},
    "kin_and_place": {"vulnerability_kin": 0.0, "vulnerability_place": 0.0, "event_shared": 0.0},
    "age": {"maturing": 0.0, "event_youth": 0.0},
    "acute_reaction": {"ptsd_acute": 0.0},
    "cross_activation": {
        "anxiety_on_depression": 0.0,
        "depression_on_anxiety": 0.0,
        "ptsd_on_others": 0.0,
        "others_on_ptsd": 0.0,
    },
    "public_stigma": {
        "stigma_conformity": 0.0,
        "stigma_return": 0.0,
        "stigma_contact": 0.0,
        "stigma_taught": 0.0,
        "stigma_met": 0.0,
        "stigma_weekly": 0.0,
    },
    "self_stigma": {
        "why_try": 0.0,
        "esteem_stigma": 0.0,
        "hope_stigma": 0.0,
        "power_stigma": 0.0,
        "disclosure_self_stigma": 0.0,
        "seek_self_stigma": 0.0,
        "leave_self_stigma": 0.0,
    },
    "stigma_brake": {"recognition_stigma": 0.0, "seek_public_stigma": 0.0, "seek_self_stigma": 0.0},
    "adherence": {"leave_belief": 0.0, "leave_severity": 0.0, "leave_self_stigma": 0.0},
}
GATES: dict[str, str] = {
    "learning": "in `learn` nothing is kept from one week to the next",
    "masking": "in `update_symptoms` all that medication masks is healed as well",
    "outcome_expectation": "everybody expects the typical outcome (`expected_outcome`)",
    "goal_setting": "every goal has the typical difficulty (`set_goal`)",
    "coping": "everybody copes as is typical (`active_coping`)",
    "stress_buffering": "everybody has the typical support (`buffering`)",
    "everyday_distress": "nobody has any (`carry_burden`)",
    "vicious_circles": "habits pull as is typical, whatever they are (`turn_circles`)",
    "self_stigma": "self-stigma is 0 (`update_self_stigma`)",
    "primary_care_first": "people who seek care join a waiting list at once (`go_on_with_care`)",
    "trauma_severity": "every trauma has the mean severity (`trauma`)",
    "care_capacity": "everybody who waits is taken on (`allocate`)",
    "measurement_based_care": "no service adapts its courses to scores (`attend`)",
    "culture": "no context profile changes a parameter (`Scenario.model_parameters`)",
}


def mechanisms() -> list[str]:
    """All mechanisms that have a switch, in the order of the theory."""
    return [name.removeprefix(SWITCH) for name in MechanismSwitches.model_fields]
