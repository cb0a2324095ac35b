"""One switch for every mechanism of the theory, with the pattern that it carries."""

from sim.parameters.fields import ParameterGroup, switch

SWITCH = "use_"  # begins the names of switches


class MechanismSwitches(ParameterGroup):
    """Switches; in a scenario file they stand under `[mechanisms]` without `use_`."""

    use_mastery: float = switch("mastery", "self-efficacy gains of treatment (SE25)")
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
    use_cross_activation: float = switch("cross-activation", "anxiety-depression correlation (SY11)")
    use_public_stigma: float = switch("public stigma", "effects of campaigns and contact (ST16-ST18)")
    use_self_stigma: float = switch(
        "self-stigma and why try", "self-stigma with self-efficacy (ST04), its share (ST14)"
    )
    use_stigma_brake: float = switch("stigma as a brake on help-seeking", "stigma and help-seeking (ST01, ST02)")
    use_primary_care_first: float = switch("primary care first", "much treatment is not adequate (ST31)")
    use_adherence: float = switch("adherence and dropout", "belief keeps people in treatment (SE29, TX18, TX20, TX21)")
    use_trauma_severity: float = switch("trauma severity", "few traumas lead to disorder (NC34) against NC18, NC20")
    use_care_capacity: float = switch("finite places", "waiting lists grow and benefit saturates when demand rises")
    use_measurement_based_care: float = switch("measurement-based care", "same capacity serves more, fewer stay unwell")
    use_culture: float = switch("culture and context", "the same policy ranks differently in different contexts")


def mechanisms() -> list[str]:
    """All mechanisms that have a switch, in the order of the theory."""
    return [name.removeprefix(SWITCH) for name in MechanismSwitches.model_fields]
