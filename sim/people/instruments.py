"""Instruments: a state read with a scale, which adds its own error and rounds to whole points.

The error sits on the logit scale, so that it is small where a scale is near its floor and largest in its middle, as in
practice; its size reproduces published retest reliabilities (.84 PHQ-9, .83 GAD-7, .82 PCL-5, about .80 GSE:
SY16, SY17, SY19). Rounding and error together give reliability and regression to the mean.
"""

from sim.core.arithmetic import expit
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import felt_severity, general_belief
from sim.people.state import Disorder, PersonState


@rule
def whole_points(value: float) -> float:
    """Round to the nearest whole point."""
    return float(int(value + 0.5))


@rule
def phq9(me: PersonState, error: float, parameters: Parameters) -> float:
    """PHQ-9, 0-27 points (Kroenke et al. 2001). `error` is a standard normal draw; 0 reads the state without error."""
    return whole_points(27.0 * expit(felt_severity(me, Disorder.DEPRESSION.value) + parameters.error_phq9 * error))


@rule
def gad7(me: PersonState, error: float, parameters: Parameters) -> float:
    """GAD-7, 0-21 points (Spitzer et al. 2006)."""
    return whole_points(21.0 * expit(felt_severity(me, Disorder.ANXIETY.value) + parameters.error_gad7 * error))


@rule
def pcl5(me: PersonState, error: float, parameters: Parameters) -> float:
    """PCL-5, 0-80 points (Blevins et al. 2015)."""
    return whole_points(80.0 * expit(me.severity[Disorder.POST_TRAUMATIC_STRESS] + parameters.error_pcl5 * error))


@rule
def general_self_efficacy_scale(me: PersonState, error: float, parameters: Parameters) -> float:
    """General Self-Efficacy scale, 10-40 points (Schwarzer and Jerusalem 1995): the aggregate over domains."""
    return whole_points(10.0 + 30.0 * expit(general_belief(me) + parameters.error_gse * error))


@rule
def mean_general_self_efficacy(level: float, parameters: Parameters) -> float:
    """The mean of a person's scores on the General Self-Efficacy scale over their errors, to second order, unrounded.

    `level` is general self-efficacy, 0-1.

    In the mean of many people errors and rounding average out, but for the bend of the scale, which is in it.
    """
    bend = level * (1.0 - level) * (1.0 - 2.0 * level)
    return 10.0 + 30.0 * (level + 0.5 * parameters.error_gse * parameters.error_gse * bend)


@rule
def internalised_stigma(me: PersonState, error: float, parameters: Parameters) -> float:
    """Internalised stigma, ISMI-like mean item score 1-4 (Boyd Ritsher et al. 2003), one decimal."""
    score = 1.0 + 3.0 * me.self_stigma + parameters.error_ismi * error
    return whole_points(10.0 * min(max(score, 1.0), 4.0)) / 10.0
