"""A trial's design in sentences: what each arm gets and does not get, who crosses over, who is randomised again."""

from sim.studies.trials.spec import NEVER, ArmSpec, SecondStage, TrialSpec, Who, Withheld

WITHHELD = {
    Withheld.THERAPY: "no place in a service",
    Withheld.CARE: "no care outside the trial",
    Withheld.ALL: "no care at all",
}
CHOSEN = {
    Who.RESPONDERS: "whose score has fallen by half",
    Who.NON_RESPONDERS: "whose score has not fallen by half",
    Who.REMITTED: "in remission by their score",
    Who.NOT_REMITTED: "not in remission by their score",
    Who.EVERYONE: "all",
}


def arm_label(name: str) -> str:
    """An arm's name for readers."""
    return name.replace("_", " ")


def arm_words(name: str, arm: ArmSpec) -> str:
    """What an arm gets, in a line; weeks are counted from the randomisation into it."""
    parts = []
    if arm.intervention:
        sessions = f", {arm.sessions} sessions" if arm.sessions else ""
        start = f" from week {arm.start_week + 1}" if arm.start_week else ""
        parts.append(arm_label(arm.intervention) + sessions + start)
    if arm.continuation is not None:
        parts.append(f"then {arm_label(arm.continuation.intervention)} from week {arm.continuation.start_week + 1}")
    if arm.boosters:
        parts.append(f"a booster session after week {_listed(arm.boosters)}")
    if arm.stop_medication:
        over = f" over {arm.taper_weeks} weeks" if arm.taper_weeks > 1 else ""
        parts.append(f"medication stopped{over} from week {arm.stop_week + 1}")
    if arm.withhold != Withheld.NOTHING:
        last = arm.last_withheld
        weeks = (
            f"in weeks {arm.withhold_from + 1} to {last}" if last < _forever() else f"from week {arm.withhold_from + 1}"
        )
        parts.append(f"{WITHHELD[arm.withhold]} {weeks}")
    if arm.crossover_to:
        parts.append(f"crosses over to {arm_label(arm.crossover_to)} after week {arm.crossover_week}")
    elif arm.crossover_week == NEVER and arm.withhold == Withheld.THERAPY:
        parts.append("never crosses over")
    return f"{arm_label(name)}: {'; '.join(parts) or 'care as usual'}."


def design_words(plan: TrialSpec) -> list[str]:
    """A trial's design, a line an arm."""
    lines = [arm_words(name, arm) for name, arm in plan.arms.items()]
    if plan.second_stage is not None:
        lines.append(second_words(plan.second_stage))
        lines += [arm_words(name, arm) for name, arm in plan.second_stage.arms.items()]
    return lines


def second_words(second: SecondStage) -> str:
    """Whom a second stage randomises again."""
    of = f" of {', '.join(map(arm_label, second.of))}" if second.of else ""
    finished = " who have finished the course" if second.finished else ""
    return f"Randomised again in week {second.week}: those{of}{finished}, {CHOSEN[second.who]}."


def _forever() -> int:
    return int(ArmSpec().withhold_until)


def _listed(weeks: list[int]) -> str:
    return ", ".join(map(str, weeks[:-1])) + (" and " if len(weeks) > 1 else "") + str(weeks[-1])
