"""Following a trial's participants: their arms' courses are given, other care is withheld, everyone is measured."""

from collections.abc import Callable
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import WrongValue
from sim.people.scores import scores_of
from sim.scenario.scenario import Scenario
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.trials.courses import Part, TrialCourses, with_arms, with_courses, withhold
from sim.studies.trials.diary import Diary
from sim.studies.trials.effects import REMISSION, RESPONSE
from sim.studies.trials.recruiting import Recruited, randomise, recruit
from sim.studies.trials.spec import ArmSpec, SecondStage, TrialSpec, Who, Withheld

FEWEST = 4  # participants with whom anything can be compared


class Waves(NamedTuple):
    """What a trial measured."""

    participants: pd.DataFrame  # one row per participant: person, arm, second_arm
    waves: pd.DataFrame  # one row per participant and measured week, week 0 included
    recruited: Recruited
    ids: npt.NDArray[np.int64]  # everybody in the society at the end, participant or not
    scores: npt.NDArray[np.float64]  # their scores then (everybody by `SCORES`)


def follow(
    plan: TrialSpec,
    scenario: Scenario,
    start: Snapshot,
    seed: int,
    *,
    turn: int = 0,
    on_week: Callable[[], None] | None = None,
) -> Waves:
    """Recruit, randomise, treat and measure.

    Args:
        plan: the trial.
        scenario: the society it takes place in.
        start: its population; left as it is.
        seed: the run's seed.
        turn: for mirrored trials (`randomise`).
        on_week: called after each week, for progress.

    Returns:
        Participants and their waves: person, arm, week; scores with the instruments' error (`SCORES`); states of
        `STATES`; since randomisation attempts, successes, sessions (of the arm's course, of its boosters and
        continuation, and outside the trial), visits to the family doctor and weeks in which medication was taken;
        in_DISORDER (in an episode) and episodes_DISORDER (so far) for each disorder; status (not_started, in_treatment,
        completed, dropped_out, never_began, withheld: of the trial's own course, none without one); therapist
        (its number, 0: none so far); crossed_over; second_arm, second_status and second_therapist, of those randomised
        again; medication (`Medication`). Those who left the
        population are missing from then on.

    Raises:
        WrongValue: too few people can take part, or can be randomised again.
    """
    engine = Engine(with_courses(scenario, plan), start.ties, start.state.copy(), seed)
    recruited = recruit(engine, plan.recruit)
    if len(recruited.rows) < max(FEWEST, len(plan.arms)):
        raise WrongValue(
            ("recruit",),
            len(recruited.rows),
            f"more participants ({recruited.eligible} of {recruited.assessed} people are eligible): wider scores, a "
            "larger share or more people",
        )
    names = list(plan.arms)
    arms = randomise(engine, recruited.rows, len(names), turn, primary=plan.primary)
    courses = TrialCourses(engine, plan)
    diary = Diary(engine, courses, recruited.rows, np.array(names)[arms])
    waves = [diary.wave(0)]
    second = plan.second_stage
    for week in range(1, max(plan.weeks) + 1):
        for name, arm in plan.arms.items():
            _give(courses, diary, name, arm, week)
        if second is not None and week > second.week:
            for name, arm in second.arms.items():
                _give(courses, diary, name, arm, week - second.week)
        engine.step()
        diary.note()
        if week in plan.weeks:
            waves.append(diary.wave(week))
        if second is not None and week == second.week:
            _randomise_again(engine, diary, plan, second, waves, turn)
        if on_week is not None:
            on_week()
    participants = pd.DataFrame({"person": diary.ids, "arm": diary.arms, "second_arm": diary.second.astype(str)})
    everybody = np.arange(len(engine.people))
    scores = scores_of(engine.people, everybody, engine.parameters, engine.seed, engine.week)
    table = pd.concat(waves, ignore_index=True)
    return Waves(participants, table, recruited, engine.people["id"].copy(), scores)


def _give(courses: TrialCourses, diary: Diary, name: str, arm: ArmSpec, week: int) -> None:
    """Before a week, see to it that an arm gets in it what it should, and nothing else.

    Args:
        courses: the trial's courses.
        diary: who is in the arm.
        name: of the arm.
        arm: what it gets.
        week: since the randomisation into it, the first being 1.
    """
    who = diary.in_arm(name)
    rows = diary.rows[who]
    people = courses.engine.people
    withheld = arm.withholds(week)
    if withheld != arm.withholds(week - 1) or week == 1:
        if withheld == Withheld.ALL:
            diary.withheld(who)
        courses.turn_out(rows, withheld) if withheld != Withheld.NOTHING else withhold(courses.engine, rows, withheld)
    people["taper_weeks"][rows] = arm.withdraws(week)
    if withheld == Withheld.ALL:
        return
    since = week - 1
    if arm.intervention and since == arm.start_week:
        courses.begin(rows, name)
        diary.begins(who, courses.service(name))
    if arm.crossover_to and since == arm.crossover_week:
        courses.begin(rows, arm.crossover_to)
        diary.begins(who, courses.service(arm.crossover_to))
        diary.crossed |= who
    free = np.zeros(len(who), np.bool_)
    free[who] = ~courses.under_way(rows)
    if since in arm.boosters:
        courses.begin(diary.rows[who & free & diary.stayed()], name, Part.BOOSTER)
    if arm.continuation is not None and since == arm.continuation.start_week:
        courses.begin(diary.rows[who & free & diary.finished()], name, Part.CONTINUATION)


def chosen_again(plan: TrialSpec, second: SecondStage, first: pd.DataFrame, now: pd.DataFrame) -> set[int]:
    """The persons who are randomised again.

    Args:
        plan: the trial.
        second: its second stage.
        first: the wave of week 0.
        now: the wave of the second stage's week.
    """
    before = now["person"].map(first.set_index("person")[plan.primary])
    score = now[plan.primary]
    responded = score <= RESPONSE * before
    remitted = score < REMISSION.get(plan.primary, 0.0)
    kept = {
        Who.RESPONDERS: responded,
        Who.NON_RESPONDERS: ~responded,
        Who.REMITTED: remitted,
        Who.NOT_REMITTED: ~remitted,
        Who.EVERYONE: score.notna(),
    }[second.who]
    if second.of:
        kept &= now["arm"].isin(second.of)
    if second.finished:
        kept &= now["status"] == "completed"
    return set(now.loc[kept, "person"].tolist())


def _randomise_again(
    engine: Engine, diary: Diary, plan: TrialSpec, second: SecondStage, waves: list[pd.DataFrame], turn: int
) -> None:
    """Randomise those whom the second stage is for."""
    ids = chosen_again(plan, second, waves[0], waves[-1])
    who = np.isin(diary.ids, list(ids)) & diary.present()
    names = list(second.arms)
    if who.sum() < len(names):
        raise WrongValue(
            ("second_stage", "who"),
            second.who.value,
            f"at least {len(names)} people to be randomised again ({who.sum()} of {len(who)} are): wider scores, a "
            "larger share or more people",
        )
    arms = randomise(engine, diary.rows[who], len(names), turn, primary=plan.primary)
    diary.second[who] = np.array(names, object)[arms]
    waves[-1] = waves[-1].assign(second_arm=waves[-1]["person"].map(dict(zip(diary.ids, diary.second, strict=True))))


__all__ = ["FEWEST", "Waves", "chosen_again", "follow", "with_arms", "with_courses", "withhold"]
