"""What treatment teaches: skills against each vicious circle, which stay when sessions end.

Sessions do not hold symptoms down; they build up skills, and skills loosen the circles (`sim/theory/circles.py`). So
more sessions teach more, with diminishing returns, and what was learned fades over a year or more unless practised.
"""

from sim.core.arithmetic import clip01, toward
from sim.core.decorator import rule
from sim.parameters import Parameters
from sim.people.condition import deprivation_slope
from sim.people.state import PersonState
from sim.policy.doses import Doses
from sim.theory.attempt import Attempt


@rule
def taught(skill: float, dose: float, responsiveness: float, parameters: Parameters) -> float:
    """A skill after a week's teaching, 0-1: each session adds a share of what is still missing (Howard et al. 1986).

    Args:
        skill: what was learned so far, 0-1.
        dose: this week's, in full sessions.
        responsiveness: of the person, about 1; some learn little from anything.
        parameters: the model's parameters.
    """
    return toward(skill, 1.0, clip01(parameters.session_teaches * dose * responsiveness))


@rule
def forgetting(attempt: Attempt, parameters: Parameters) -> float:
    """Weekly loss of skill, as a share: a week in which something is tried with success keeps it in practice."""
    return parameters.skill_fading * (1.0 - (parameters.practice_keeps if attempt.succeeded else 0.0))


@rule
def learn(me: PersonState, attempt: Attempt, doses: Doses, parameters: Parameters) -> None:
    """Learn and forget the three skills: reframing by cognitive restructuring, activation by activity that is planned
    and supported, facing by exposure. Hardship leaves less room for homework (Delgadillo et al. 2016; TX26).

    With the mechanism off, nothing is kept from one week to the next.
    """
    kept = 1.0 - forgetting(attempt, parameters) if parameters.use_learning > 0.0 else 0.0
    responsive = me.responsiveness * (1.0 - parameters.teaching_deprivation * deprivation_slope(me))
    me.reframing = taught(me.reframing * kept, doses.restructuring, responsive, parameters)
    me.activation = taught(me.activation * kept, doses.activity, responsive, parameters)
    me.facing = taught(me.facing * kept, doses.exposure, responsive, parameters)
