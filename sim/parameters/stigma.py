"""Parameters of the sixth step, stigma."""

from sim.parameters.fields import ParameterGroup, parameter


class StigmaParameters(ParameterGroup):
    """Public stigma in population SD; self-stigma and perceived stigma 0 to 1."""

    culture_stigma: float = parameter(0.0, "SD", -3, 3, "public stigma that the culture teaches", "definition")
    stigma_conformity: float = parameter(0.02, "per week", 0, 1, "conformity to the people around")
    stigma_return: float = parameter(
        0.02, "per week", 0, 1, "return to what the culture teaches (disputed: scan it)", "ST20 ST21 ST23"
    )
    stigma_contact: float = parameter(
        0.02, "SD per week", 0, 1, "lessened by meeting much disclosed recovery", "ST18 ST24"
    )
    typical_recovery_met: float = parameter(
        0.24, "level", 0, 1, "disclosed recovery met that the culture's mean takes in"
    )
    stigma_taught: float = parameter(
        0.30, "SD per dose", 0, 3, "lessened by a full dose of media or teaching", "ST16 ST17"
    )
    stigma_met: float = parameter(0.47, "SD per dose", 0, 3, "lessened by a full dose of arranged contact", "ST18")
    stigma_weekly: float = parameter(0.05, "SD", 0, 1, "ups and downs of a week, half range")
    perceived_base: float = parameter(0.0, "logit", -10, 10, "what I think others think, at the mean norm")
    perceived_norm: float = parameter(1.2, "logit per SD", 0, 10, "how it follows the norm around")
    perceived_rate: float = parameter(0.05, "per week", 0, 1, "weekly move of perceived stigma")
    self_stigma_base: float = parameter(-0.5, "logit", -10, 10, "self-stigma of the labelled: base", "ST14")
    self_stigma_perceived: float = parameter(1.6, "logit per level", 0, 10, "pressed by perceived stigma", "ST14")
    self_stigma_agreed: float = parameter(0.706, "logit per SD", 0, 10, "pressed by own agreement", "ST04")
    self_stigma_esteem: float = parameter(1.93, "logit per level", 0, 10, "resisted by self-esteem", "ST06")
    self_stigma_empowered: float = parameter(2.67, "logit per level", 0, 10, "resisted by empowerment", "ST07 ST12")
    self_stigma_distress: float = parameter(0.5, "logit per level", 0, 10, "pressed by distress", "ST09")
    self_stigma_belief: float = parameter(1.6, "logit per level", 0, 10, "resisted by self-efficacy", "ST04")
    self_stigma_rate: float = parameter(0.06, "per week", 0, 1, "weekly move of self-stigma while labelled")
    self_stigma_fading: float = parameter(0.02, "per week", 0, 1, "fading of self-stigma without a label")
    self_stigma_worked: float = parameter(0.06, "per dose", 0, 1, "undone by one session of work on it", "TX42")
    disclosure_rate: float = parameter(0.03, "per week", 0, 1, "chance to tell, at its highest")
    disclosure_base: float = parameter(0.2, "logit", -10, 10, "odds of telling: base")
    disclosure_support: float = parameter(1.0, "logit", 0, 10, "odds of telling: support")
    disclosure_protest: float = parameter(1.0, "logit", 0, 10, "odds of telling: protest")
    disclosure_safer: float = parameter(1.5, "logit", 0, 10, "odds of telling: made safer by policy")
    disclosure_perceived: float = parameter(2.5, "logit", 0, 10, "odds of telling lost by perceived stigma")
    disclosure_self_stigma: float = parameter(2.5, "logit", 0, 10, "odds of telling lost by self-stigma")
    disclosure_fading: float = parameter(0.004, "per week", 0, 1, "chance that an illness long past is no more told of")
