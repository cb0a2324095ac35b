"""Parameters by which health is counted: grades of severity, quality of life, disability weights.

Grades are read in every week that is lived. What a grade is worth counts people and changes nobody's life: these values
stand in a scenario's `[economy]`, with their intervals, and other values need no new run.
"""

from sim.parameters.fields import ParameterGroup, parameter
from sim.parameters.quantity import Quantity, Weights, weight

UTILITY = "EQ-5D, UK values"
DISABILITY = "disability weight"


class HealthParameters(ParameterGroup):
    """Shares of a scale's points: the bands of the PHQ-9 (5, 10, 15 and 20 of 27), used on all three scales."""

    minor_share: float = parameter(
        0.167, "share", 0.001, 0.999, "share of points from which symptoms are minor", "EC05"
    )
    mild_share: float = parameter(0.352, "share", 0.001, 0.999, "share of points from which they are mild", "EC06")
    moderate_share: float = parameter(0.537, "share", 0.001, 0.999, "share of points from which moderate", "EC07 EC10")
    severe_share: float = parameter(0.722, "share", 0.001, 0.999, "share of points from which severe", "EC08 EC11")


class QualityOfLife(Weights):
    """Quality of life, full health being 1: the norm of sex and age, less what present symptoms take, less a scar.

    Norms are those of the United Kingdom (Kind, Hardman and Macran 1999). They are means over everybody, the ill among
    them, so that levels come out a little low; differences between scenarios are not touched. Intervals are the
    survey's standard errors; below 35 they are priors.

    What symptoms take is the difference between two grades of the same study (Kolovos et al. 2017, EC04-EC08), and not
    the level: its patients are at .70 even when well, which they were before they fell ill (EC42). An interval is that
    of a difference of two independent means. The scar is for those whose illness came back: after a first episode
    people are as they were before, and only severe later ones may leave something (EC42); its size is a prior.
    """

    norm_men_18: Quantity = weight(0.94, 0.92, 0.96, UTILITY, "norm of men from 18", "EC41")
    norm_men_25: Quantity = weight(0.93, 0.91, 0.95, UTILITY, "norm of men from 25", "EC41")
    norm_men_35: Quantity = weight(0.91, 0.89, 0.93, UTILITY, "norm of men from 35", "EC41")
    norm_men_45: Quantity = weight(0.84, 0.80, 0.88, UTILITY, "norm of men from 45", "EC41")
    norm_men_55: Quantity = weight(0.78, 0.74, 0.82, UTILITY, "norm of men from 55", "EC41")
    norm_men_65: Quantity = weight(0.78, 0.74, 0.82, UTILITY, "norm of men from 65", "EC41")
    norm_men_75: Quantity = weight(0.75, 0.70, 0.80, UTILITY, "norm of men from 75", "EC41")
    norm_women_18: Quantity = weight(0.94, 0.92, 0.96, UTILITY, "norm of women from 18", "EC40")
    norm_women_25: Quantity = weight(0.93, 0.91, 0.95, UTILITY, "norm of women from 25", "EC40")
    norm_women_35: Quantity = weight(0.91, 0.89, 0.93, UTILITY, "norm of women from 35", "EC40")
    norm_women_45: Quantity = weight(0.85, 0.82, 0.88, UTILITY, "norm of women from 45", "EC40")
    norm_women_55: Quantity = weight(0.81, 0.78, 0.84, UTILITY, "norm of women from 55", "EC40")
    norm_women_65: Quantity = weight(0.78, 0.75, 0.81, UTILITY, "norm of women from 65", "EC40")
    norm_women_75: Quantity = weight(0.71, 0.67, 0.75, UTILITY, "norm of women from 75", "EC40")
    decrement_minor: Quantity = weight(0.08, 0.034, 0.126, UTILITY, "taken by minor symptoms", "EC04 EC05")
    decrement_mild: Quantity = weight(0.13, 0.084, 0.176, UTILITY, "taken by mild symptoms", "EC04 EC06")
    decrement_moderate: Quantity = weight(0.18, 0.134, 0.226, UTILITY, "taken by moderate symptoms", "EC04 EC07")
    decrement_severe: Quantity = weight(0.31, 0.26, 0.36, UTILITY, "taken by severe symptoms", "EC04 EC08")
    scar: Quantity = weight(0.01, 0.0, 0.03, UTILITY, "taken for life once illness has come back", "EC42")


class DisabilityWeights(Weights):
    """Disability weights (Global Burden of Disease; Salomon et al. 2015, EC09-EC14), 0 being full health.

    Post-traumatic stress has the weights of anxiety disorders, as there. Two at once count 1 - (1 - a)(1 - b).
    Intervals are priors.
    """

    depression_mild: Quantity = weight(0.145, 0.099, 0.209, DISABILITY, "mild depression", "EC09")
    depression_moderate: Quantity = weight(0.396, 0.267, 0.531, DISABILITY, "moderate depression", "EC10")
    depression_severe: Quantity = weight(0.658, 0.477, 0.807, DISABILITY, "severe depression", "EC11")
    anxiety_mild: Quantity = weight(0.030, 0.018, 0.046, DISABILITY, "mild anxiety", "EC12")
    anxiety_moderate: Quantity = weight(0.133, 0.091, 0.186, DISABILITY, "moderate anxiety", "EC13")
    anxiety_severe: Quantity = weight(0.523, 0.362, 0.677, DISABILITY, "severe anxiety", "EC14")
