"""Following a trial's participants: their arms' courses are given, other care is withheld, everyone is measured."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.errors import UnknownName, WrongValue
from sim.people.scores import scores_of
from sim.people.state import Care
from sim.scenario.scenario import Scenario
from sim.scenario.tables import Problem, ServiceSpec
from sim.simulation.allocation import begin_course
from sim.simulation.engine import Engine
from sim.simulation.snapshots import Snapshot
from sim.studies.trials.diary import Diary
from sim.studies.trials.recruiting import Recruited, randomise, recruit
from sim.studies.trials.spec import ArmSpec, TrialSpec, Withheld

FEWEST = 4  # participants with whom anything can be compared


def with_arms(scenario: Scenario, arms: Mapping[str, ArmSpec]) -> Scenario:
    """The society with a service for each arm's intervention that takes nobody from any list.

    Raises:
        UnknownName: an arm's intervention is not known.
        WrongValue: a programme without a number of sessions.
    """
    given, services = dict(scenario.interventions), dict(scenario.services)
    for name, arm in arms.items():
        if not arm.intervention:
            continue
        if arm.intervention not in given:
            where = ("arms", name, "intervention")
            raise UnknownName(where, arm.intervention, "an intervention", list(scenario.interventions))
        spec = given[arm.intervention]
        sessions = arm.sessions or spec.sessions
        if sessions == 0:
            where = ("arms", name, "sessions")
            raise WrongValue(where, 0, f"a number of weekly sessions, since {arm.intervention} is a programme")
        dropout = spec.dropout if spec.sessions > 0 else 0.0  # a programme is there; nobody has to come
        given[f"trial_{name}"] = spec.model_copy(update={"sessions": sessions, "dropout": dropout})
        services[f"trial_{name}"] = ServiceSpec(
            intervention=f"trial_{name}", treats=list(Problem), weekly_sessions_per_100k=0.0, only_listed=True
        )
    return scenario.model_copy(update={"interventions": given, "services": services})


class Waves(NamedTuple):
    """What a trial measured."""

    participants: pd.DataFrame  # one row per participant: person, arm
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
        `STATES`; attempts, successes, sessions and weeks in which medication was taken since randomisation;
        in_DISORDER (in an episode) and episodes_DISORDER (so far) for each disorder; status (not_started, in_treatment,
        completed, dropped_out: of the trial's own course, none without one). Those who left the population are missing
        from then on.
    """
    society = with_arms(scenario, plan.arms)
    engine = Engine(society, start.ties, start.state.copy(), seed)
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
    diary = Diary(engine, recruited.rows, np.array(names)[arms])
    waves = [diary.wave(0)]
    for week in range(1, max(plan.weeks) + 1):
        for name, arm in plan.arms.items():
            mine = diary.in_arm(name)
            if arm.intervention and week == arm.start_week + 1:
                _begin(engine, mine, name)
            _keep_from(engine, mine, arm, week)
        engine.step()
        for name, arm in plan.arms.items():
            _keep_from(engine, diary.in_arm(name), arm, week)  # what was sought in the week itself
        diary.note()
        if week in plan.weeks:
            waves.append(diary.wave(week))
        if on_week is not None:
            on_week()
    participants = pd.DataFrame({"person": diary.ids, "arm": diary.arms})
    everybody = np.arange(len(engine.people))
    scores = scores_of(engine.people, everybody, engine.parameters, engine.seed, engine.week)
    table = pd.concat(waves, ignore_index=True)
    return Waves(participants, table, recruited, engine.people["id"].copy(), scores)


def _begin(engine: Engine, rows: npt.NDArray[np.int64], arm: str) -> None:
    service = engine.policy.service_names.index(f"trial_{arm}")
    intervention = engine.policy.intervention_names.index(f"trial_{arm}")
    for row in rows:
        begin_course(
            engine.people, int(row), service, intervention, engine.world.parameters[0], engine.seed, engine.week
        )


def _keep_from(engine: Engine, rows: npt.NDArray[np.int64], arm: ArmSpec, week: int) -> None:
    """Keep an arm from what it may not have in a week, before it and after it."""
    if arm.stop_medication:
        engine.people["medication_weeks"][rows] = 0
    if week <= arm.withhold_until:
        withhold(engine, rows, arm.withhold)


def withhold(engine: Engine, rows: npt.NDArray[np.int64], what: Withheld) -> None:
    """Take people off lists, and where all care is withheld, out of contact and off medication too."""
    if what == Withheld.NOTHING:
        return
    people = engine.people
    waiting = rows[people["care"][rows] == Care.WAITING]
    people["care"][waiting] = Care.PRIMARY
    people["weeks_waiting"][waiting] = 0
    if what == Withheld.CARE:
        people["weeks_in_care"][rows] = 0
        people["medication_weeks"][rows] = 0
        people["need_recognised"][rows] = 0
