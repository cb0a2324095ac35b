"""Parameters of the third step, attempt."""

from sim.parameters.fields import ParameterGroup, parameter


class AttemptParameters(ParameterGroup):
    """Odds are logits."""

    everyday_goals: float = parameter(0.35, "weight", 0, 10, "weight of everyday goals of mood")
    everyday_fears: float = parameter(0.20, "weight", 0, 10, "weight of everyday fears")
    help_goals: float = parameter(0.30, "weight", 0, 10, "weight of seeking and using help once a need is felt")
    goals_near: float = parameter(0.5, "share", 0, 1, "nearness of goals that people set by themselves")
    goals_brought_near: float = parameter(0.43, "share", 0, 1, "nearness added by a full dose of goal setting", "TX40")
    goal_margin: float = parameter(0.25, "share", 0, 1, "near goals lie this far below what one believes one can do")
    far_goal: float = parameter(0.75, "level", 0, 1, "difficulty of goals set too far")
    typical_goal: float = parameter(
        0.6,
        "level",
        0.05,
        0.95,
        "difficulty of a typical goal: of those who enter, of all with the mechanism off, and the measure of mastery",
    )
    goal_rate: float = parameter(0.25, "per week", 0, 1, "weekly move of the goal in hand")
    try_base: float = parameter(-0.9, "logit", -10, 10, "odds of trying: base")
    try_engagement: float = parameter(3.0, "logit", 0, 20, "odds of trying: belief times outcome expectation", "SE14")
    try_attainable: float = parameter(1.26, "logit", 0, 20, "odds of trying: goal within reach of belief")
    try_depression: float = parameter(1.2, "logit", 0, 20, "odds of trying lost by full depression")
    try_helplessness: float = parameter(1.2, "logit", 0, 20, "odds of trying lost by full helplessness")
    try_avoidance: float = parameter(1.0, "logit", 0, 20, "odds of facing a fear lost by full avoidance")
    try_goal_set: float = parameter(0.332, "logit", 0, 20, "odds of trying: having set a clear goal", "TX40")
    success_base: float = parameter(1.34, "logit", -10, 10, "odds of success: base")
    success_ability: float = parameter(1.0, "logit per logit", 0, 5, "odds of success: ability", "SE16 SE20")
    persistence: float = parameter(
        0.4714, "share", 0, 1, "second tries after a first failure by those who wholly believe", "SE18 SE20"
    )
    success_help: float = parameter(0.5, "logit", 0, 20, "odds of success: practical support")
    success_resilience: float = parameter(0.5, "logit", 0, 20, "odds of success: resilience")
    success_difficulty: float = parameter(2.2, "logit", 0, 20, "odds of success lost by the hardest goal")
    success_distress: float = parameter(1.2, "logit", 0, 20, "odds of success lost by full distress")
    success_deprivation: float = parameter(
        0.08, "logit", 0, 20, "odds of success lost in the most deprived fifth", "SO21"
    )
    inclusion_levelling: float = parameter(1.0, "share", 0, 1, "disadvantage of the deprived undone by full inclusion")
    success_inclusion: float = parameter(0.30, "logit", 0, 20, "odds of success gained by inclusive policy")
    graded_easier: float = parameter(0.213, "share", 0, 1, "how much easier a graded task is")
    guided_tasks: float = parameter(2.8, "tasks", 1, 20, "graded tasks mastered in a week of guidance", "SE25")
    guided_trying: float = parameter(0.9, "share", 0, 1, "missing tries made good by guidance", "SE23")
    guided_success: float = parameter(0.85, "share", 0, 1, "missing successes made good by guidance", "SE23")
