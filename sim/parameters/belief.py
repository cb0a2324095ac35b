"""Parameters of the fourth step, belief: the four sources, and what follows from them."""

from sim.parameters.fields import ParameterGroup, parameter


class BeliefParameters(ParameterGroup):
    """Beliefs move on a logit scale; gains are logits a week."""

    weight_mastery: float = parameter(1.0, "times", 0, 3, "weight of own mastery in this culture", "SE21")
    weight_modeling: float = parameter(1.0, "times", 0, 3, "weight of models in this culture", "SE22")
    weight_persuasion: float = parameter(1.0, "times", 0, 3, "weight of others' words in this culture", "SE22")
    weight_bodily_state: float = parameter(1.0, "times", 0, 3, "weight of the bodily state in this culture", "SE21")
    mastery_gain: float = parameter(
        1.596,
        "logit",
        0,
        5,
        "move by a wholly unexpected success or failure at a typical goal, belief young",
        "SE16 SE19",
    )
    firmness: float = parameter(
        0.00241, "per success", 0, 1, "how much less one attempt says for each success of late", "SE21 MO12"
    )
    memory_fading: float = parameter(0.0192, "per week", 0, 1, "fading of recent successes: a year")
    modeling_gain: float = parameter(
        0.06, "logit per week", 0, 1, "gain by many similar people who all succeed at the same task", "SE22 SE23"
    )
    modeling_recovery: float = parameter(
        0.03, "logit per week", 0, 1, "gain by meeting much disclosed recovery", "SE22 SE23"
    )
    persuasion_gain: float = parameter(0.0857, "logit per week", 0, 1, "gain by full encouragement", "SE22")
    persuasion_fading: float = parameter(0.12, "per week", 0, 1, "fading of belief that rests on words only", "SE22")
    consolidation: float = parameter(0.15, "share", 0, 1, "share of such belief that one success makes permanent")
    credibility: float = parameter(0.4, "times", 0, 3, "credibility of programmes and therapists against ties")
    typical_encouragement: float = parameter(0.46, "level", -1, 1, "encouragement that passes for normal")
    bodily_gain: float = parameter(
        0.00956, "logit per week", 0, 1, "loss by reading full distress as inability", "SE03 SE04"
    )
    loosening: float = parameter(1.0, "share", 0, 1, "share of that reading loosened by full acceptance", "TX10 TX11")
    why_try: float = parameter(0.03, "logit per week", 0, 1, "loss by full self-stigma", "ST04")
    resistance: float = parameter(0.7, "share", 0, 1, "share of that loss resisted by full empowerment", "ST12")
    character_gain: float = parameter(
        0.01, "logit per week", 0, 1, "pull of resilience and self-esteem on belief", "ST12"
    )
    belief_return: float = parameter(0.05656, "per week", 0, 1, "return of belief to its own level", "SE06 SE16")
    belief_shaken: float = parameter(
        0.6212, "logit", 0, 5, "belief lost by an event of mean size, once one was depressed", "SE11 SE12"
    )
    drift_return: float = parameter(0.02523, "per week", 0, 1, "return of that level to the set point", "SE06")
    drift_weekly: float = parameter(0.08943, "logit", 0, 2, "ups and downs of that level in a week, SD", "SE06")
    generalisation: float = parameter(0.5, "share", 0, 1, "share of what is won in one domain that all domains get")

    typical_belief: float = parameter(0.63, "level", 0, 1, "general self-efficacy that passes for normal", "SE01")
    typical_character: float = parameter(0.62, "level", 0, 1, "resilience and self-esteem that pass for normal")
    typical_ability: float = parameter(0.5, "level", 0, 1, "ability that passes for normal")
    typical_outcome_expectation: float = parameter(0.6, "level", 0, 1, "outcome expectation in the middle fifth")
    expectation_deprivation: float = parameter(
        0.08, "level", 0, 1, "outcome expectation lost in the most deprived fifth", "SO21"
    )
    expectation_inclusion: float = parameter(0.25, "level", 0, 1, "outcome expectation gained by inclusive policy")
    expectation_return: float = parameter(0.03, "per week", 0, 1, "return of outcome expectation to normal")
    expectation_success: float = parameter(0.03, "per success", 0, 1, "move toward 1 by one success")
    expectation_failure: float = parameter(
        0.07, "per failure", 0, 1, "move toward 0 by one failure not blamed on oneself"
    )
    protest_pays: float = parameter(0.01, "per week", 0, 1, "change that protest brings about")

    helplessness_failure: float = parameter(
        0.30, "per failure", 0, 1, "move toward 1 by a failure beyond control, self-blamed"
    )
    helplessness_success: float = parameter(0.12, "per success", 0, 1, "move toward 0 by success at the hardest goal")
    helplessness_restructuring: float = parameter(
        0.284, "per session", 0, 1, "undone by one session of restructuring", "SE32"
    )
    helplessness_fading: float = parameter(0.005, "per week", 0, 1, "fading by itself")
    blame_base: float = parameter(0.15, "share", 0, 1, "share of failures blamed on oneself by anybody")
    blame_reaction: float = parameter(0.8, "share", 0, 2, "more self-blame in the low-belief, high-expectation cell")

    practice: float = parameter(0.01, "logit", 0, 2, "ability gained by success at the hardest goal")
    skills_taught: float = parameter(0.15, "logit", 0, 2, "ability gained by one session of skills training", "TX22")
    ability_fading: float = parameter(0.006, "per week", 0, 1, "loss of ability without practice", "TX22")

    esteem_base: float = parameter(0.22, "level", -1, 1, "self-esteem: base")
    esteem_belief: float = parameter(0.60, "level", 0, 2, "self-esteem: share from belief", "ST06")
    esteem_support: float = parameter(0.15, "level", 0, 2, "self-esteem: share from support")
    esteem_blame: float = parameter(0.20, "level", 0, 2, "self-esteem lost by self-blame")
    esteem_stigma: float = parameter(0.40, "level", 0, 2, "self-esteem lost by self-stigma", "ST06")
    esteem_depression: float = parameter(0.40, "level", 0, 2, "self-esteem lost by depression")
    self_compassion: float = parameter(0.10, "level", 0, 1, "self-esteem gained by acceptance")
    esteem_rate: float = parameter(0.05, "per week", 0, 1, "weekly move of self-esteem")
    resilience_base: float = parameter(0.12, "level", -1, 1, "resilience: base")
    resilience_belief: float = parameter(0.40, "level", 0, 2, "resilience: share from belief")
    resilience_support: float = parameter(0.20, "level", 0, 2, "resilience: share from support")
    resilience_ability: float = parameter(0.25, "level", 0, 2, "resilience: share from ability")
    resilience_rate: float = parameter(0.02, "per week", 0, 1, "weekly move of resilience")
    hope_base: float = parameter(0.30, "level", -1, 1, "hope: base")
    hope_engagement: float = parameter(0.75, "level", 0, 2, "hope: share from engagement")
    models_shown: float = parameter(1.0, "share", 0, 1, "coping models of programmes taken as of people like me")
    hope_models: float = parameter(0.20, "level", 0, 2, "hope: share from recovery seen", "TX42")
    hope_depression: float = parameter(0.40, "level", 0, 2, "hope lost by depression")
    hope_stigma: float = parameter(0.35, "level", 0, 2, "hope lost by self-stigma", "ST05")
    hope_rate: float = parameter(0.06, "per week", 0, 1, "weekly move of hope")
    power_base: float = parameter(0.20, "level", -1, 1, "empowerment: base")
    power_belief: float = parameter(0.50, "level", 0, 2, "empowerment: share from belief", "ST07")
    power_protest: float = parameter(0.35, "level", 0, 2, "empowerment: share from protest")
    power_stigma: float = parameter(0.30, "level", 0, 2, "empowerment lost by self-stigma", "ST07")
    power_work: float = parameter(0.30, "level", 0, 2, "empowerment gained by work on self-stigma", "TX42")
    power_rate: float = parameter(0.04, "per week", 0, 1, "weekly move of empowerment")
