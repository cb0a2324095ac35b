"""A life history in words: what moved self-efficacy, and how a person's histories under two policies diverge."""

from collections.abc import Mapping, Sequence

import pandas as pd

from sim.core.arithmetic import expit
from sim.people.state import Cause
from sim.report.words.quantities import listed, number_words
from sim.report.words.sources import cause_label
from sim.studies.lives.divergence import Divergence, Reason
from sim.studies.lives.life import CAUSE_NAMES, Life

DESCRIBED = ("trauma", "falls ill", "is over", "completes", "drops out", "waiting list", "starts medication",
        "discloses to others", "enters adult life")  # fmt: skip

PUSHES = ("stressful life event", "bad spell without an event", "fresh start")  # what moves symptoms and belief

SMALLEST = 0.005  # logit; on a shorter way the factor is that of a small change
LEAST = 0.05  # points of the GSE; smaller changes are called none
JUMP = 0.25  # logit; a larger change of self-efficacy in a week is worth its cause
AS_POINTS = (
    "Belief adds up on a curve that flattens at both ends of the scale, so each week's contributions are converted at "
    "the person's level of that week. They add up exactly to the change in points (GSE, 10 to 40)."
)
LOGITS_AS_POINTS = "In the middle of the scale 0.1 logits are about 0.75 points of the GSE (10 to 40)."


def points(belief: float) -> float:
    """General self-efficacy (logit) on the scale's range, GSE 10 to 40, without rounding."""
    return 10.0 + 30.0 * expit(belief)


def points_a_logit(first: float, last: float) -> float:
    """Points of the GSE to a logit on the way from one level of self-efficacy to another.

    With this factor the contributions, which add up in logits, add up to the change in points as well. It is the mean
    over the way; a single contribution at one end of it may have counted a little more or less.

    Args:
        first: general self-efficacy (logit).
        last: the same later; where it is equal, the factor is that of a small change.
    """
    if abs(last - first) > SMALLEST:
        return (points(last) - points(first)) / (last - first)
    share = expit(first)
    return 30.0 * share * (1.0 - share)


def cause_words(name: str) -> str:
    """A cause within a sentence."""
    label = cause_label(name)
    return label[:1].lower() + label[1:]


def logits(value: float) -> str:
    """A contribution with its sign."""
    return number_words(value, 2, signed=True)


def in_points(value: float) -> str:
    """A contribution in points of the GSE, with its sign."""
    return number_words(value, 1, signed=True)


def life_sentence(life: Life) -> str:
    """How a person's self-efficacy changed, and through which source most."""
    weeks = life.weeks
    last = float(weeks["belief"].iloc[-1])
    first = last - life.change
    before, after = f"{points(first):.1f}", f"{points(last):.1f}"
    if before == after:
        move = f"is {after} points (GSE) at the end as at the beginning"
    else:
        move = f"{'rose' if life.change > 0.0 else 'fell'} from {before} to {after} points (GSE)"
    parts = life.in_points()[CAUSE_NAMES].sum()
    down, up = parts[parts < -LEAST].sort_values(), parts[parts > LEAST].sort_values(ascending=False)
    said = [
        f"what {word} it most was {cause_words(str(side.index[0]))} ({in_points(float(side.iloc[0]))} points)"
        for word, side in (("raised", up), ("lowered", down))
        if len(side)
    ]
    why = f"; {listed(said)}" if said else ""
    return f"{life.scenario}: over {len(weeks)} weeks the self-efficacy of person {life.person} {move}{why}."


def extremes_sentence(life: Life) -> str:
    """When belief rose and fell most, and by what."""
    changes = life.weeks["change"].tolist()
    weeks = life.weeks.index.tolist()
    up, down = weeks[changes.index(max(changes))], weeks[changes.index(min(changes))]
    rose, fell = (cause_words(life.main_causes(week, 1)[0][0]) for week in (up, down))
    return f"Self-efficacy rose most in week {up}, mostly by {rose}, and fell most in week {down}, mostly by {fell}."


def story(life: Life) -> pd.DataFrame:
    """A life as a table for readers, one row per week."""
    rows = []
    moved = life.in_points()
    for label, row in life.weeks.iterrows():
        week = int(str(label))
        main = [(name, float(moved[name].loc[week])) for name, _ in life.main_causes(week)]
        causes = [f"{cause_words(name)} ({in_points(value)})" for name, value in main if abs(value) >= LEAST]
        rows.append(
            {
                "Week": str(week),
                "What happened": row["events"] or "nothing of note",
                "Self-efficacy (GSE points)": f"{points(float(row['belief'])):.1f}",
                "Change (points)": in_points(float(moved["change"].loc[week])),
                "Mostly by (points)": listed(causes) or "many small things",
                "PHQ-9": f"{row['phq9']:.0f}",
                "GAD-7": f"{row['gad7']:.0f}",
                "PCL-5": f"{row['pcl5']:.0f}",
            }
        )
    return pd.DataFrame(rows)


def reason_words(parting: Divergence, name: str, titles: Mapping[str, str]) -> str:
    """What reached a person first, in words.

    Args:
        parting: where the life parts.
        name: of the person within a sentence.
        titles: of programmes and services, by name.
    """
    named = listed([titles.get(one, one.replace("_", " ")) for one in parting.names])
    if parting.reason == Reason.PROGRAMME:
        return f"a programme reaches {name} under one policy only: {named}"
    if parting.reason == Reason.SERVICE:
        return f"care begins to differ for {name}: {named or 'the family doctor'}"
    if parting.reason == Reason.EVENT:
        return f"an event happens to {name} under one policy only"
    if parting.reason == Reason.TIES:
        return f"person {parting.through}, to whom {name} is tied, has changed and shows it"
    if parting.reason == Reason.SOCIETY:
        return "the two policies run in different societies, so that their people differ from the start"
    return "the two records do not show what came first"


def jumps(life: pd.DataFrame) -> dict[int, str]:
    """The weeks in which self-efficacy jumped, with how far and what moved it most, in words.

    Args:
        life: as from `RecoveryModel.explain`.
    """
    found = {}
    causes = [cause.name.lower() for cause in Cause]
    for week, row in life[life["change"].abs() >= JUMP].iterrows():
        change = float(row["change"])
        most = max(causes, key=lambda name: float(row[name]) * (1.0 if change > 0.0 else -1.0))
        moved = number_words(points(float(row["belief"])) - points(float(row["belief"]) - change), 1, signed=True)
        found[int(str(week))] = f"self-efficacy {moved} points, most by {cause_words(most)}"
    return found


def turning_points(life: pd.DataFrame, also: Sequence[str] = ()) -> dict[int, str]:
    """The weeks in which a life turned, with what happened in words.

    Args:
        life: as from `RecoveryModel.explain`.
        also: parts of the words of further events that count, such as `PUSHES`.
    """
    wanted = (*DESCRIBED, *also)
    found: dict[int, str] = {}
    for week, events in life["events"].items():
        described = [
            one for one in str(events).split("; ") if one == "session 1" or any(word in one for word in wanted)
        ]
        if described:
            found[int(str(week))] = "; ".join(described)
    return found
