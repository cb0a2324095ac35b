"""Parameters of the fifth step, symptoms, of diagnosis, and of the people who carry them."""

from sim.parameters.fields import ParameterGroup, parameter


class SymptomParameters(ParameterGroup):
    """Severity is a logit; diagnosis is a rule on it."""

    symptom_pull: float = parameter(0.3835, "per week", 0, 1, "move of severity toward where it is held", "NC01 NC03")
    pull_resilience: float = parameter(0.6, "per level", 0, 2, "quicker return of the resilient")
    grip_steepness: float = parameter(
        6.947, "per logit", 0, 50, "steepness with which symptoms grip behaviour", "NC01 NC03 NC11"
    )
    grip_threshold: float = parameter(0.1, "logit", -10, 10, "severity at which they grip half", "NC01 NC11")

    rumination_base: float = parameter(0.20, "level", 0, 1, "rumination of the well")
    worry_rumination: float = parameter(
        0.277, "share", 0, 1, "grip of anxiety on rumination against that of depression"
    )
    rumination_blame: float = parameter(0.8, "per level", 0, 5, "more rumination by self-blame")
    typical_self_blame: float = parameter(0.22, "level", 0, 1, "self-blame that passes for normal")
    rumination_acceptance: float = parameter(0.97, "per level", 0, 2, "rumination loosened by acceptance", "TX10")
    rumination_reframed: float = parameter(
        0.9999, "share", 0, 1, "rumination loosened by full skill of reframing", "TX02"
    )
    rumination_rate: float = parameter(0.6811, "per week", 0, 1, "weekly move of rumination")
    avoidance_base: float = parameter(0.20, "level", 0, 1, "avoidance of the well")
    avoidance_faced: float = parameter(0.755, "share", 0, 1, "avoidance undone by full skill of facing", "TX15")
    avoidance_mastered: float = parameter(0.375, "per success", 0, 1, "avoidance undone by success at the hardest fear")
    avoidance_rate: float = parameter(0.15, "per week", 0, 1, "weekly move of avoidance")
    health_base: float = parameter(0.75, "level", 0, 1, "health behaviour of the well")
    withdrawal: float = parameter(0.6, "share", 0, 1, "health behaviour lost by the fully depressed", "SO14")
    health_apathy: float = parameter(0.3, "level", 0, 1, "health behaviour lost by apathy")
    typical_apathy: float = parameter(0.15, "level", 0, 1, "apathy that passes for normal")
    health_success: float = parameter(0.08, "level", 0, 1, "lift of health behaviour by a week's success")
    withdrawal_activated: float = parameter(
        0.9935, "share", 0, 1, "withdrawal undone by full skill of keeping going", "TX02"
    )
    session_teaches: float = parameter(
        0.6082, "share per session", 0, 1, "of a skill still missing, learned in one full session", "TX02 TX03"
    )
    teaching_deprivation: float = parameter(
        0.43,
        "share",
        0,
        1,
        "of that, less in the most deprived fifth (and more in the least) than in the middle",
        "TX26",
    )
    skill_fading: float = parameter(0.07, "per week", 0, 1, "loss of skill without practice", "TX22 TX23")
    practice_keeps: float = parameter(0.4648, "share", 0, 1, "of that loss spared in a week of success", "TX22 TX23")
    health_rate: float = parameter(0.46, "per week", 0, 1, "weekly move of health behaviour")
    typical_acceptance: float = parameter(0.35, "level", 0, 1, "acceptance without training")
    acceptance_trained: float = parameter(0.32, "per session", 0, 1, "acceptance gained by one session", "TX10 TX11")
    acceptance_fading: float = parameter(0.10, "per week", 0, 1, "loss of acceptance without practice", "TX10 TX11")

    distress_acceptance: float = parameter(
        1.954, "logit", 0, 20, "distress that full acceptance no longer feeds", "TX10 TX11"
    )

    acute_fading: float = parameter(
        0.17, "per week", 0, 1, "fading of the acute reaction to a trauma: a half-life of four weeks", "NC23 NC24"
    )
    ptsd_acute: float = parameter(1.9, "logit", 0, 20, "hold of the acute reaction on post-traumatic stress", "NC34")
    trauma_imprint: float = parameter(
        0.6732, "per week", 0, 10, "memory laid down by a full acute reaction that is wholly avoided", "NC25 NC34"
    )
    memory_processing: float = parameter(0.003411, "per week", 0, 1, "memory worn away by facing it", "NC18 NC20")
    memory_distress: float = parameter(0.4568, "share", 0, 1, "facing lost by full post-traumatic stress", "NC20")
    memory_support: float = parameter(0.8, "per level", 0, 5, "facing helped by support", "NC39 NC40")
    memory_exposure: float = parameter(
        0.02241, "per session", 0, 1, "memory processed by one session of exposure", "TX15"
    )
    memory_half: float = parameter(1.0, "severity", 0.01, 20, "memory at which avoidance has half its hold")

    depression_rumination: float = parameter(
        1.984, "logit", 0, 20, "hold of full rumination on depression", "NC01 NC03"
    )
    depression_withdrawal: float = parameter(
        1.364, "logit", 0, 20, "hold of full withdrawal on depression", "NC01 NC03"
    )
    depression_entrenched: float = parameter(0.7259, "logit", 0, 20, "hold of entrenched depression", "NC01 NC07")
    anxiety_entrenched: float = parameter(0.4464, "logit", 0, 20, "hold of entrenched anxiety", "NC45")
    ptsd_entrenched: float = parameter(0.2, "logit", 0, 20, "hold of entrenched post-traumatic stress", "NC20")
    entrenching: float = parameter(
        0.134, "per week", 0, 1, "weekly move of entrenchment up to today's grip", "NC04 NC07"
    )
    entrenchment_fading: float = parameter(0.3716, "per week", 0, 1, "weekly move of entrenchment down to it", "NC11")
    depression_helplessness: float = parameter(0.1, "logit", 0, 20, "hold of full helplessness on depression", "NC03")
    depression_esteem: float = parameter(0.3, "logit", 0, 20, "hold of lost self-esteem on depression")
    depression_belief: float = parameter(0.2707, "logit", 0, 20, "hold of lost belief on depression", "SE11")
    depression_friends: float = parameter(
        0.09, "logit", 0, 20, "hold on depression that many friends in good mood take off", "SO09"
    )
    depression_support: float = parameter(0.2274, "logit", 0, 20, "hold of missing support on depression", "SO01 SO02")
    anxiety_avoidance: float = parameter(2.153, "logit", 0, 20, "hold of full avoidance on anxiety", "SY08 SY09")
    anxiety_rumination: float = parameter(0.3128, "logit", 0, 20, "hold of full rumination on anxiety")
    ptsd_memory: float = parameter(1.524, "logit", 0, 20, "hold of unprocessed memory on post-traumatic stress", "NC34")
    ptsd_avoidance: float = parameter(1.656, "logit", 0, 20, "hold of full avoidance on post-traumatic stress", "NC20")
    anxiety_on_depression: float = parameter(0.1323, "logit", 0, 20, "pull of anxiety on depression", "SY11")
    depression_on_anxiety: float = parameter(0.05767, "logit", 0, 20, "pull of depression on anxiety", "SY11")
    ptsd_on_others: float = parameter(0.2391, "logit", 0, 20, "pull of post-traumatic stress on both", "SY11")
    others_on_ptsd: float = parameter(0.2075, "logit", 0, 20, "pull of both on post-traumatic stress")
    maturing: float = parameter(
        0.2637,
        "logit",
        0,
        5,
        "where disorders are held, from mid-life to the youngest and from the oldest to it",
        "NC47",
    )
    medication_relief: float = parameter(0.7, "logit", 0, 20, "severity dampened by medication in full effect", "TX46")
    medication_frees: float = parameter(
        0.05, "share", 0, 1, "of what medication masks, let go by the circles below too", "TX46 EC19"
    )
    medication_rebound: float = parameter(
        0.3, "share", 0, 2, "of what was masked, that symptoms are worse for after stopping", "prior"
    )
    rebound_fading: float = parameter(0.15, "per week", 0, 1, "fading of this rebound", "prior")
    strain_depression: float = parameter(0.04105, "logit per strain", 0, 5, "push of strain on depression", "SO15")
    strain_anxiety: float = parameter(0.0471, "logit per strain", 0, 5, "push of strain on anxiety")
    strain_ptsd: float = parameter(0.02, "logit per strain", 0, 5, "push of strain on post-traumatic stress", "NC41")
    setback_rate: float = parameter(
        0.002076, "per week", 0, 0.4, "bad spells that no event explains, of depression and of anxiety", "SO15 SO16"
    )
    setback_size: float = parameter(1.451, "logit", 0, 5, "mean size of such a spell", "SO15")
    fresh_start_rate: float = parameter(0.05676, "per week", 0, 0.2, "turns for the better", "NC01 NC03")
    fresh_start_size: float = parameter(3.388, "logit", 0, 5, "mean size of such a turn", "NC01 NC03")
    fresh_start_success: float = parameter(1.0, "times", 0, 10, "how much likelier in a week of success", "SE14")
    fresh_start_friends: float = parameter(
        1.837, "times", 0, 10, "how much likelier with many friends in good mood than with none", "SO10"
    )
    fresh_start_deprivation: float = parameter(
        0.005, "share", 0, 0.99, "how much rarer in the most deprived fifth than in the middle", "SO21"
    )
    success_lift: float = parameter(0.015, "logit", 0, 5, "mood lifted by a week's success")
    weekly_depression: float = parameter(0.07106, "logit", 0, 5, "ups and downs of a week, SD", "SY02")
    weekly_anxiety: float = parameter(0.1622, "logit", 0, 5, "ups and downs of a week, SD", "SY08")
    weekly_ptsd: float = parameter(0.1217, "logit", 0, 5, "ups and downs of a week, SD", "NC18 NC20")

    typical_depression: float = parameter(0.15, "level", 0, 1, "depression that passes for normal", "SY01")
    typical_anxiety: float = parameter(0.165, "level", 0, 1, "anxiety that passes for normal", "SY07")
    typical_ptsd: float = parameter(0.14, "level", 0, 1, "post-traumatic stress that passes for normal")
    typical_helplessness: float = parameter(0.2, "level", 0, 1, "helplessness that passes for normal")
    typical_brooding: float = parameter(0.05, "level", 0, 1, "rumination above its base, population mean")
    typical_withdrawn: float = parameter(0.0, "level", 0, 1, "health behaviour below its base, population mean")
    typical_avoiding: float = parameter(0.04, "level", 0, 1, "avoidance above its base, population mean")

    depression_ill: float = parameter(
        -0.61, "logit", -10, 10, "severity at which depression can be diagnosed: a PHQ-9 of 9.5", "SY14"
    )
    depression_well: float = parameter(-0.61, "logit", -10, 10, "severity of depression that counts as well", "SY14")
    anxiety_ill: float = parameter(
        -0.19, "logit", -10, 10, "severity at which an anxiety disorder can be diagnosed: a GAD-7 of 9.5", "SY09"
    )
    anxiety_well: float = parameter(-0.59, "logit", -10, 10, "severity of anxiety that counts as well: 7.5", "SY06")
    ptsd_ill: float = parameter(
        -0.38, "logit", -10, 10, "severity at which PTSD can be diagnosed: a PCL-5 of 32.5", "SY13"
    )
    ptsd_well: float = parameter(-0.606, "logit", -10, 10, "severity of PTSD that counts as well: 27 points", "SY13")
    weeks_ill: float = parameter(
        2.0, "weeks", 1, 52, "weeks severe enough before an episode is diagnosed", "definition"
    )
    weeks_well: float = parameter(8.0, "weeks", 1, 104, "weeks well before an episode is over", "definition")
    impairment_threshold: float = parameter(0.35, "level", 0, 1, "impairment that a diagnosis asks for")
    impairment_strain: float = parameter(0.05, "per strain", 0, 1, "impairment by strain", "prior")
    scar: float = parameter(
        0.00003, "logit per week ill", 0, 0.1, "rise of the set point by a week in an episode", "SO20 NC12"
    )

    case_phq9: float = parameter(10.0, "points", 1, 27, "PHQ-9 from which a person counts as a case", "SY14")
    case_gad7: float = parameter(10.0, "points", 1, 21, "GAD-7 from which a person counts as a case", "SY09")
    case_pcl5: float = parameter(33.0, "points", 1, 80, "PCL-5 from which a person counts as a case", "SY13")
    remission_phq9: float = parameter(5.0, "points", 1, 27, "PHQ-9 below which symptoms count as remitted", "SY14")
    chronic_weeks: float = parameter(
        104.0, "weeks", 1, 1000, "length of an episode that counts as chronic", "definition"
    )

    error_phq9: float = parameter(0.58, "logit", 0, 2, "error of measurement, PHQ-9", "SY16")
    error_gad7: float = parameter(0.62, "logit", 0, 2, "error of measurement, GAD-7", "SY17")
    error_pcl5: float = parameter(0.6, "logit", 0, 2, "error of measurement, PCL-5", "SY19")
    error_gse: float = parameter(0.36, "logit", 0, 2, "error of measurement, GSE")
    error_ismi: float = parameter(0.25, "points", 0, 2, "error of measurement, ISMI")
