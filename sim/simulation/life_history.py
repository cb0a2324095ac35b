"""One person's life history: what happened week by week, how self-efficacy moved, and which cause moved it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from sim.core.arithmetic import expit
from sim.core.chance import Draws, Purpose, draw
from sim.errors import NobodyError
from sim.people.condition import general_belief
from sim.people.instruments import gad7, general_self_efficacy_scale, pcl5, phq9
from sim.people.state import WEEKS_PER_YEAR, Care, Cause, Disorder, Domain
from sim.people.turnover import enter
from sim.theory.symptoms import fresh_start_rate, setback

if TYPE_CHECKING:
    import pandas

    from sim.simulation.engine import Engine

ENDINGS = {
    Care.COMPLETED: "completes the course",
    Care.DROPPED_OUT: "drops out of treatment",
    Care.ADVISED: "is advised at the first contact, and sent elsewhere",
}
DISORDERS = ("depression", "an anxiety disorder", "post-traumatic stress disorder")
BAD_SPELLS = {Disorder.DEPRESSION: "low mood", Disorder.ANXIETY: "anxiety"}
DOMAINS_IN_WORDS = {
    Domain.MOOD: "managing mood",
    Domain.FEAR: "facing a fear",
    Domain.AFTERMATH: "living with what happened",
    Domain.HELP: "seeking and using help",
}
NOTABLE_FALL = 0.5  # logit: a turn for the better that takes less off depression is called none
MANY_WELL_FRIENDS = 1.0  # how many there were in that week is no longer known: a turn possible with many counts


class Replay(Protocol):
    """A run that can be repeated."""

    engine: Engine

    def step(self) -> None:
        """One week."""


def life_history(replay: Replay, person: int, row: int, until: int) -> pandas.DataFrame:
    """Replay a run and record one person's life history.

    Args:
        replay: a fresh model, made with `tell=True`, that has not yet stepped.
        person: the person's id for life.
        row: the person's row.
        until: the last week to record.

    Returns:
        One row per week of this person's life (see `RecoveryModel.explain`).

    Raises:
        NobodyError: the person did not live in these weeks.
    """
    import pandas as pd

    rows: list[dict[str, Any]] = []
    engine = replay.engine
    parameters = engine.world.parameters[0]
    before = engine.people[row].copy()
    for _ in range(until):
        replay.step()
        me = engine.people[row]
        if int(me.id) == person:
            new = int(before["id"]) != person
            if new:  # the first week begins with the belief that the person entered with
                before.id = person
                enter(before, parameters, engine.seed, engine.week)
            by_cause = engine.ledgers[row].mean(axis=0)
            belief = float(general_belief(me))
            rows.append(
                {
                    "week": engine.week,
                    "age": round((engine.week - int(me.birth_week)) / WEEKS_PER_YEAR, 2),
                    "phq9": phq9(me, 0.0, parameters),
                    "gad7": gad7(me, 0.0, parameters),
                    "pcl5": pcl5(me, 0.0, parameters),
                    "gse": general_self_efficacy_scale(me, 0.0, parameters),
                    "belief": belief,
                    "belief_level": float(expit(belief)),
                    "change": belief - float(general_belief(before)),
                    **{cause.name.lower(): float(by_cause[cause]) for cause in Cause},
                    "events": "; ".join(
                        events(before, me, new)
                        + turns(before, me, parameters, draw(engine.seed, person, engine.week, Purpose.SYMPTOMS))
                    ),
                }
            )
        before = me.copy()
    if not rows:
        raise NobodyError(f"person {person}: nobody with this id lived in weeks 1 to {until} of this run")
    return pd.DataFrame(rows).set_index("week")


def turns(before: Any, me: Any, parameters: Any, draws: Draws) -> list[str]:
    """Random draws that pushed a person's symptoms this week without any event, in words.

    Args:
        before: the record at the end of last week.
        me: the record now.
        parameters: the model's parameters, as a record.
        draws: those that the week's symptoms were updated by.
    """
    described = []
    rate = float(parameters.setback_rate)
    for disorder, shift in ((Disorder.DEPRESSION, 0.0), (Disorder.ANXIETY, rate)):
        if setback(draws.fourth - shift, rate, float(parameters.setback_size)) > 0.0:
            described.append(f"a bad spell without an event ({BAD_SPELLS[disorder]})")
    most = fresh_start_rate(me, MANY_WELL_FRIENDS, bool(me.succeeded), parameters)
    fell = float(before["severity"][Disorder.DEPRESSION] - me.severity[Disorder.DEPRESSION])
    if 0.0 < 1.0 - draws.fourth < most and fell > NOTABLE_FALL:
        described.append("a fresh start")
    return described


def events(before: Any, me: Any, entered: bool) -> list[str]:
    """What happened to a person this week, in words.

    Args:
        before: the record at the end of last week.
        me: the record now.
        entered: the person came into the population this week.
    """
    described = ["enters adult life"] if entered else []
    if me.trauma:
        described.append("a severe trauma" if me.trauma == 2 else "a trauma")
    if me.life_event:
        described.append("a stressful life event")
    if me.tried:
        described.append(f"{DOMAINS_IN_WORDS[Domain(int(me.domain))]}: {'succeeds' if me.succeeded else 'fails'}")
    for disorder in Disorder:
        if me.in_episode[disorder] and (entered or not before["in_episode"][disorder]):
            described.append(f"falls ill with {DISORDERS[disorder]}")
        if me.recovered[disorder]:
            described.append(f"has been well for eight weeks: {DISORDERS[disorder]} is over")
    if me.need_recognised and (entered or not before["need_recognised"]):
        described.append("feels a need for help")
    if me.visited:
        described.append("sees the family doctor")
    if me.medication_weeks and (entered or not before["medication_weeks"]):
        described.append("starts medication")
    if not entered and before["medication_weeks"] and not me.medication_weeks:
        described.append("stops medication")
    if me.care == Care.WAITING and (entered or before["care"] != Care.WAITING):
        described.append("joins the waiting list")
    if me.attended:
        described.append(f"session {int(me.session)}")
    if me.course_ended:
        described.append(ENDINGS[Care(int(me.course_ended))])
    if me.disclosed and (entered or not before["disclosed"]):
        described.append("discloses to others")
    return described
