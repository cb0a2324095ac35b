"""Numbers of who lives here: temperament, age, and where they settle."""

from sim.parameters.fields import NumberGroup, number


class PeopleNumbers(NumberGroup):
    """Traits are drawn at birth into the model and change little."""

    youngest: float = number(18.0, "years", 0, 120, "age at which people enter", "definition")
    oldest: float = number(85.0, "years", 1, 120, "age at which people leave", "definition")
    leaving: float = number(0.006, "per year", 0, 1, "people who leave at any age")
    women: float = number(0.51, "share", 0, 1, "share of women", "definition")
    vulnerability_deprivation: float = number(
        0.22, "SD", 0, 3, "vulnerability added in the most deprived fifth", "SO21"
    )
    vulnerability_women: float = number(0.15, "SD", 0, 3, "vulnerability of women above the mean", "SY01 SY07")
    sociability_vulnerability: float = number(
        -0.30, "correlation", -0.99, 0.99, "sociability with vulnerability", "SO02"
    )
    belief_set_point_mean: float = number(0.627, "logit", -5, 5, "mean set point of self-efficacy", "SE01")
    belief_set_point_sd: float = number(0.644, "logit", 0, 5, "SD of that set point", "SE02")
    belief_vulnerability: float = number(
        -0.356, "correlation", -0.99, 0.99, "that set point with vulnerability", "SE03"
    )
    depression_mean: float = number(-2.214, "logit", -10, 10, "mean set point of depression", "SY01")
    anxiety_mean: float = number(-2.18, "logit", -10, 10, "mean set point of anxiety", "SY07")
    stress_mean: float = number(-2.77, "logit", -10, 10, "mean set point of post-traumatic stress")
    depression_shared: float = number(0.166, "logit per SD", 0, 5, "shared vulnerability in depression", "SY11")
    anxiety_shared: float = number(0.486, "logit per SD", 0, 5, "shared vulnerability in anxiety", "SY11")
    stress_shared: float = number(0.40, "logit per SD", 0, 5, "shared vulnerability in post-traumatic stress", "NC37")
    depression_own: float = number(0.211, "logit", 0, 5, "SD of the set point that is depression's own", "SY02")
    anxiety_own: float = number(0.447, "logit", 0, 5, "SD of the set point that is anxiety's own", "SY08")
    stress_own: float = number(0.40, "logit", 0, 5, "SD of the set point that is post-traumatic stress's own")
    attitude_sd: float = number(1.75, "SD", 0, 5, "spread of the attitudes people return to", "definition")
    library_people: float = number(
        5000.0, "people", 10, 1e7, "lives burnt in, from which populations are drawn", "definition"
    )
    library_years: float = number(35.0, "years", 0, 200, "years that they are burnt in", "definition")
    settling_years: float = number(1.0, "years", 0, 100, "years that a new population settles", "definition")
