"""The lives of a trial's participants: recruited from a running population, randomised, treated and measured."""

from collections.abc import Callable, Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt
import pandas as pd

from sim.chance import Purpose, throw_each
from sim.engine import Engine
from sim.person import CHANNELS, Care, Channel
from sim.places import begin_course
from sim.scenario import Scenario
from sim.scoring import SCORES, scores_of
from sim.snapshot import Snapshot
from sim.specs import Problem, ServiceSpec, UnknownName, WrongValue
from sim.studies.trials.plan import ArmSpec, RecruitSpec, TrialSpec, Withheld

CHANNEL_OF = {Problem.DEPRESSION: Channel.DEPRESSION, Problem.ANXIETY: Channel.ANXIETY}
CHANNEL_OF |= {Problem.POST_TRAUMATIC_STRESS: Channel.POST_TRAUMATIC_STRESS}
STATES = ("public_stigma", "self_stigma", "hope", "empowerment", "coping", "helplessness", "rumination", "avoidance")
FEWEST = 4  # participants with whom anything can be compared


class Recruited(NamedTuple):
    """Who was looked at, and who takes part."""

    assessed: int
    eligible: int
    rows: npt.NDArray[np.int64]  # of those who take part


def recruit(engine: Engine, plan: RecruitSpec) -> Recruited:
    """Screen everybody, and recruit by chance among those who may take part.

    Trials recruit sparsely, so that few participants are tied to each other.
    """
    people = engine.people
    scores = scores_of(people, np.arange(len(people)), engine.numbers, engine.seed, engine.week)
    fit = people["care"] != Care.IN_TREATMENT
    for place, scale in enumerate(("phq9", "gad7", "pcl5")):
        low, high = getattr(plan, scale)
        fit &= (scores[:, place] >= low) & (scores[:, place] <= high)
    if plan.diagnosis:
        fit &= people["in_episode"][:, [CHANNEL_OF[problem] for problem in plan.diagnosis]].any(axis=1)
    if plan.medicated_weeks > 0:
        fit &= people["medication_weeks"] >= plan.medicated_weeks
    if plan.unmedicated:
        fit &= people["medication_weeks"] == 0
    eligible = np.flatnonzero(fit)
    luck = _luck(engine, eligible, 0)
    takers = eligible[luck < plan.share]
    if len(takers) > plan.participants:
        takers = np.sort(eligible[np.argsort(luck, kind="stable")[: plan.participants]])
    return Recruited(len(people), len(eligible), takers)


def randomise(
    engine: Engine, rows: npt.NDArray[np.int64], arms: int, turn: int = 0, *, primary: str = "phq9"
) -> npt.NDArray[np.int64]:
    """Each participant's arm, by chance, stratified: of people about equally ill, as many go into each arm.

    Args:
        engine: the running population.
        rows: the participants (n).
        arms: number of arms.
        primary: the main outcome, whose score at recruitment stratifies.
        turn: turns every participant by so many arms: over all turns everybody is once in every arm.

    Returns:
        Number of the arm, 0 to arms - 1 (n).
    """
    scores = scores_of(engine.people, rows, engine.numbers, engine.seed, engine.week)[:, SCORES.index(primary)]
    luck = _luck(engine, rows, 1)
    order = np.lexsort((luck, scores))  # alike in score, in no order of their own
    block = np.empty(len(rows), np.int64)
    block[order] = np.arange(len(rows)) // arms
    place = np.empty(len(rows), np.int64)
    place[np.lexsort((_luck(engine, rows, 0), block))] = np.arange(len(rows))  # chance within each block
    return (place + turn) % arms


def _luck(engine: Engine, rows: npt.NDArray[np.int64], which: int) -> npt.NDArray[np.float64]:
    thrown = np.empty((len(rows), 2))
    throw_each(engine.people["id"][rows], engine.seed, engine.week, Purpose.RECRUITMENT.value, thrown)
    return thrown[:, which]


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
            intervention=f"trial_{name}", treats=list(Problem), places_per_100k=0.0, only_listed=True
        )
    return scenario.model_copy(update={"interventions": given, "services": services})


class Waves(NamedTuple):
    """What a trial measured."""

    participants: pd.DataFrame  # one row a participant: person, arm
    waves: pd.DataFrame  # one row a participant and measured week, week 0 included
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
    diary = _Diary(engine, recruited.rows, np.array(names)[arms])
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
    scores = scores_of(engine.people, everybody, engine.numbers, engine.seed, engine.week)
    table = pd.concat(waves, ignore_index=True)
    return Waves(participants, table, recruited, engine.people["id"].copy(), scores)


def _begin(engine: Engine, rows: npt.NDArray[np.int64], arm: str) -> None:
    service = engine.policy.service_names.index(f"trial_{arm}")
    intervention = engine.policy.intervention_names.index(f"trial_{arm}")
    for row in rows:
        begin_course(engine.people, int(row), service, intervention)


def _keep_from(engine: Engine, rows: npt.NDArray[np.int64], arm: ArmSpec, week: int) -> None:
    """Take off lists, out of contact and off medication whoever may not have it, before a week and after it."""
    people = engine.people
    if arm.stop_medication:
        people["medication_weeks"][rows] = 0
    if arm.withhold == Withheld.NOTHING or week > arm.withhold_until:
        return
    waiting = rows[people["care"][rows] == Care.WAITING]
    people["care"][waiting] = Care.PRIMARY
    people["weeks_waiting"][waiting] = 0
    if arm.withhold == Withheld.CARE:
        people["weeks_in_care"][rows] = 0
        people["medication_weeks"][rows] = 0
        people["need_recognised"][rows] = 0


class _Diary:
    """Keeps what happens to participants between waves."""

    def __init__(self, engine: Engine, rows: npt.NDArray[np.int64], arms: npt.NDArray[np.str_]) -> None:
        self.engine = engine
        self.rows = rows
        self.arms = arms
        self.ids = engine.people["id"][rows].copy()
        self.counts = {name: np.zeros(len(rows)) for name in ("attempts", "successes", "sessions", "medicated")}
        self.status = np.full(len(rows), "none", dtype="U12")
        courses = engine.policy.intervention_names
        self.trial_courses = [courses.index(name) for name in courses if name.startswith("trial_")]

    def present(self) -> npt.NDArray[np.bool_]:
        """Who has not left the population."""
        here: npt.NDArray[np.bool_] = self.engine.people["id"][self.rows] == self.ids
        return here

    def in_arm(self, name: str) -> npt.NDArray[np.int64]:
        """Rows of those in an arm who have not left the population."""
        mine: npt.NDArray[np.int64] = self.rows[(self.arms == name) & self.present()]
        return mine

    def note(self) -> None:
        """Note the week that was just lived."""
        people = self.engine.people[self.rows]
        ours = np.isin(people["therapy"], self.trial_courses) & (people["care"] == Care.IN_TREATMENT)
        was_ours = np.isin(self.status, ("not_started", "in_treatment"))
        self.counts["attempts"] += people["tried"]
        self.counts["successes"] += people["succeeded"]
        self.counts["sessions"] += people["attended"] * ours
        self.counts["medicated"] += people["medication_weeks"] > 0
        self.status[ours & (people["session"] == 0)] = "not_started"
        self.status[ours & (people["session"] > 0)] = "in_treatment"
        ended = (was_ours | (self.status == "none")) & (people["course_ended"] > 0) & self._in_trial_service(people)
        self.status[ended & (people["course_ended"] == Care.COMPLETED)] = "completed"
        left = ended & (people["course_ended"] == Care.DROPPED_OUT)
        self.status[left & (self.counts["sessions"] > 0)] = "dropped_out"
        self.status[left & (self.counts["sessions"] == 0)] = "never_began"

    def _in_trial_service(self, people: npt.NDArray[np.void]) -> npt.NDArray[np.bool_]:
        names = self.engine.policy.service_names
        return np.isin(people["service"], [names.index(name) for name in names if name.startswith("trial_")])

    def wave(self, week: int) -> pd.DataFrame:
        """Everybody's measures now."""
        engine = self.engine
        people = engine.people[self.rows]
        table = pd.DataFrame({"person": self.ids, "arm": self.arms, "week": week})
        scores = scores_of(engine.people, self.rows, engine.numbers, engine.seed, engine.week)
        for place, name in enumerate(SCORES):
            table[name] = scores[:, place]
        for name in STATES:
            table[name] = people[name]
        for name, values in self.counts.items():
            table[name] = values
        for channel in range(CHANNELS):
            name = Channel(channel).name.lower()
            table[f"in_{name}"] = people["in_episode"][:, channel] == 1
            table[f"episodes_{name}"] = people["episodes"][:, channel]
        table["status"] = self.status
        return table[self.present()]
