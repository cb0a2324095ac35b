"""Parameters of the first step, ties."""

from sim.parameters.fields import ParameterGroup, parameter


class TiesParameters(ParameterGroup):
    """What is taken in from ties, and what is shown to them."""

    practical_help_outside_family: float = parameter(
        0.4, "share", 0, 1, "practical help by friends and peers against family"
    )
    similarity_floor: float = parameter(0.25, "level", 0, 1, "likeness of a tie of other sex, age and area")
    generations_apart: float = parameter(
        5.0, "age bands", 1, 10, "from which on a tie of the household or a friend is a predecessor's", "definition"
    )
    contact_when_withdrawn: float = parameter(0.4, "share", 0, 1, "contact kept by a fully withdrawn person", "SO14")
    contact_added: float = parameter(1.0, "times", 0, 10, "contact added by a full dose of community integration")
    contact_as_ties: float = parameter(1.0, "tie strength", 0, 10, "a professional's attention, as strength of ties")
    support_half: float = parameter(
        2.2, "tie strength", 0.01, 50, "warm tie strength that gives half of all support", "SO11 SO12"
    )
    practical_half: float = parameter(1.8, "tie strength", 0.01, 50, "same for practical help", "SO11 SO12")
    models_half: float = parameter(
        0.8, "tie strength", 0.01, 50, "strength of models at the same task that give half their lesson"
    )
    typical_success: float = parameter(
        0.7, "share", 0, 1, "attempts that succeed, by and large: what a model is seen against"
    )
    recovery_half: float = parameter(
        0.2, "tie strength", 0.01, 50, "strength of disclosed recovery that gives half its lesson"
    )
    remembering: float = parameter(0.04, "per week", 0, 1, "fading of the distress that improvement is seen against")
    good_mood: float = parameter(
        0.33, "level", 0, 1, "depression below which friends see good mood: a PHQ-9 of 9", "SO09"
    )
    friends_half: float = parameter(
        2.142, "friends", 0.01, 50, "friends in good mood that give half their help", "SO09 SO10"
    )
    typical_well_friends: float = parameter(0.505, "level", 0, 1, "help by friends in good mood that passes for normal")
    support_base: float = parameter(0.18, "level", -1, 1, "perceived support: base")
    support_received: float = parameter(0.85, "level", 0, 2, "perceived support: share from received support")
    support_sociability: float = parameter(
        0.151, "level per SD", 0, 1, "perceived support: share from sociability", "SE05"
    )
    support_mood: float = parameter(
        0.171, "level", 0, 1, "perceived support lost by depression (seeing it darker)", "SO01 SO02"
    )
    support_rate: float = parameter(0.06, "per week", 0, 1, "weekly move of perceived support")
    typical_support: float = parameter(0.65, "level", 0, 1, "perceived support that passes for normal")
    warmth_lost_to_depression: float = parameter(0.5, "share", 0, 1, "warmth lost by the fully depressed", "SO14")
    encouragement_base: float = parameter(0.15, "level", 0, 1, "encouragement given by the hopeless")
    encouragement_hope: float = parameter(0.6, "level", 0, 1, "more encouragement given by the hopeful")
    scorn: float = parameter(0.5, "level", 0, 1, "scorn at its worst")
    scorn_base: float = parameter(0.10, "share", 0, 1, "share of scorn at the mean attitude")
    scorn_attitude: float = parameter(0.10, "share per SD", 0, 1, "more scorn with more public stigma")
