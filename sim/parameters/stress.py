"""Parameters of the second step, stress."""

from sim.parameters.fields import ParameterGroup, parameter


class StressParameters(ParameterGroup):
    """Loads are counted in weeks of ordinary hassles (strain units)."""

    life_event_rate: float = parameter(
        0.020, "per week", 0, 1, "stressful life events of a typical person", "SO15 SO16"
    )
    life_event_size: float = parameter(7.06, "strain", 0, 100, "mean size of a life event", "SO15")
    event_deprivation: float = parameter(0.03947, "share", 0, 0.99, "more events in the most deprived fifth", "SO21")
    event_youth: float = parameter(0.5823, "share", 0, 0.99, "more events of the youngest than in mid-life", "NC47")
    event_shared: float = parameter(0.3, "share", 0, 1, "events that strike a whole family", "SO05")
    event_vulnerability: float = parameter(0.4, "logit per SD", 0, 3, "more events of the vulnerable", "SO15")
    event_dependence: float = parameter(0.999, "times", 0, 10, "more events of the fully distressed", "SO15")
    trauma_rate: float = parameter(0.00135, "per week", 0, 0.1, "traumas: about 0.07 a year", "NC32 NC33")
    trauma_deprivation: float = parameter(0.3, "share", 0, 0.99, "more traumas in the most deprived fifth")
    severe_trauma: float = parameter(
        2.3, "severity", 0, 20, "severity (mean 1) above which a trauma counts as severe", "NC23 NC34"
    )
    trauma_load: float = parameter(4.0, "strain", 0, 100, "load of a trauma of mean severity")
    recent_trauma: float = parameter(26.0, "weeks", 1, 1000, "weeks for which a trauma counts as recent", "definition")
    chronic_strain: float = parameter(1.0, "strain", 0, 10, "ordinary weekly hassles in the middle fifth", "definition")
    strain_relieved: float = parameter(1.0, "share", 0, 1, "everyday strain taken away by a full dose of relief")
    strain_deprivation: float = parameter(0.05397, "share", 0, 0.99, "more hassles in the most deprived fifth", "SO21")
    typical_strain: float = parameter(0.8, "strain", 0, 10, "strain that passes for normal")
    burden_fading: float = parameter(
        0.1343, "per week", 0, 1, "share of everyday distress that wears off, and chance of more", "SY02 SY12"
    )
    burden_coped: float = parameter(
        6.0,
        "times",
        0,
        20,
        "quicker wearing off of everyday distress by full skills",
        "TX03",
    )
    buffering: float = parameter(0.848, "share", 0, 1, "share of a very heavy load taken away by full support", "SO01")
    buffering_half: float = parameter(2.0, "strain", 0.01, 100, "load at which half of the buffer works")
    appraisal: float = parameter(
        0.518, "per level", 0, 1.5, "how much belief changes the size a load seems to have", "SO15"
    )
    coping_relief: float = parameter(0.316, "share", 0, 1, "share of a load taken away by full, fully believed coping")
