"""Parameters of who lives here: temperament, age, and where they settle."""

from sim.parameters.fields import ParameterGroup, parameter


class PeopleParameters(ParameterGroup):
    """Traits are drawn at birth into the model and change little."""

    youngest: float = parameter(18.0, "years", 0, 120, "age at which people enter", "definition")
    oldest: float = parameter(85.0, "years", 1, 120, "age at which people leave", "definition")
    leaving: float = parameter(0.006, "per year", 0, 1, "people who leave at any age")
    women: float = parameter(0.51, "share", 0, 1, "share of women", "definition")
    vulnerability_deprivation: float = parameter(
        0.1016, "SD", 0, 3, "vulnerability added in the most deprived fifth", "SO21"
    )
    vulnerability_women: float = parameter(0.222, "SD", 0, 3, "vulnerability of women above the mean", "SY01 SY07")
    vulnerability_kin: float = parameter(
        0.25, "share", 0, 0.49, "share of its variance that a family has in common", "SO05"
    )
    vulnerability_place: float = parameter(
        0.48, "share", 0, 0.49, "share of its variance that a neighbourhood has in common", "SO06 SO07"
    )
    youth_depressed: float = parameter(
        -2.714, "logit", -10, 10, "odds of having been depressed before adult life, of a typical person", "NC47"
    )
    youth_vulnerability: float = parameter(0.6, "logit per SD", 0, 3, "how much likelier that is for the vulnerable")
    sociability_vulnerability: float = parameter(
        -0.30, "correlation", -0.99, 0.99, "sociability with vulnerability", "SO02"
    )
    belief_set_point_mean: float = parameter(0.5783, "logit", -5, 5, "mean set point of self-efficacy", "SE01")
    belief_set_point_sd: float = parameter(0.5139, "logit", 0, 5, "SD of that set point", "SE02")
    belief_vulnerability: float = parameter(
        -0.5468, "correlation", -0.99, 0.99, "that set point with vulnerability", "SE03"
    )
    ability_sd: float = parameter(1.463, "logit", 0, 5, "SD of ability without practice", "SE20")
    belief_ability: float = parameter(
        -0.09101, "correlation", -0.99, 0.99, "set point of self-efficacy with ability", "SE19 SE20"
    )
    burden_mean: float = parameter(0.238, "logit", 0, 5, "everyday distress, mean over people", "SY01 SY12")
    burden_vulnerability: float = parameter(
        0.5504, "correlation", -0.99, 0.99, "everyday distress (its logarithm) with vulnerability", "SY06 SO05"
    )
    burden_spread: float = parameter(0.2604, "log", 0, 3, "how far people differ in it, SD of its logarithm", "SY12")
    depression_mean: float = parameter(-2.215, "logit", -10, 10, "mean set point of depression", "SY01")
    anxiety_mean: float = parameter(-2.165, "logit", -10, 10, "mean set point of anxiety", "SY07")
    ptsd_mean: float = parameter(-2.667, "logit", -10, 10, "mean set point of post-traumatic stress")
    depression_shared: float = parameter(0.4692, "logit per SD", 0, 5, "shared vulnerability in depression", "SY11")
    anxiety_shared: float = parameter(0.6851, "logit per SD", 0, 5, "shared vulnerability in anxiety", "SY11")
    ptsd_shared: float = parameter(
        0.4853, "logit per SD", 0, 5, "shared vulnerability in post-traumatic stress", "NC37"
    )
    depression_own: float = parameter(0.1773, "logit", 0, 5, "SD of the set point that is depression's own", "SY02")
    set_point_tail: float = parameter(
        0.06554,
        "logit",
        0,
        2,
        "mean of the tail of set points of depression and of anxiety: a few are close to the edge",
        "SY12",
    )
    anxiety_own: float = parameter(0.3742, "logit", 0, 5, "SD of the set point that is anxiety's own", "SY08")
    ptsd_own: float = parameter(0.40, "logit", 0, 5, "SD of the set point that is post-traumatic stress's own")
    responsiveness_spread: float = parameter(
        1.254, "log SD", 0, 3, "differences in what treatment teaches: some respond little to anything", "TX03"
    )
    attitude_sd: float = parameter(1.75, "SD", 0, 5, "spread of the attitudes people return to", "definition")
    library_people: float = parameter(
        5000.0, "people", 10, 1e7, "lives burnt in, from which populations are drawn", "definition"
    )
    library_twins: float = parameter(
        1500.0, "people", 0, 1e7, "of them lived twice, which carry the library over to other parameters", "definition"
    )
    library_years: float = parameter(35.0, "years", 0, 200, "years that they are burnt in", "definition")
    settling_years: float = parameter(2.0, "years", 0, 100, "years that a new population settles", "definition")
