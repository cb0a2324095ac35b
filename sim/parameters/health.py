"""Parameters of the grades by which health is counted."""

from sim.parameters.fields import ParameterGroup, parameter


class HealthParameters(ParameterGroup):
    """Shares of a scale's points: the bands of the PHQ-9 (5, 10, 15 and 20 of 27), used on all three scales."""

    minor_share: float = parameter(
        0.167, "share", 0.001, 0.999, "share of points from which symptoms are minor", "EC05"
    )
    mild_share: float = parameter(0.352, "share", 0.001, 0.999, "share of points from which they are mild", "EC06")
    moderate_share: float = parameter(0.537, "share", 0.001, 0.999, "share of points from which moderate", "EC07 EC10")
    severe_share: float = parameter(0.722, "share", 0.001, 0.999, "share of points from which severe", "EC08 EC11")
