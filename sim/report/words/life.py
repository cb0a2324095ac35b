"""A life history in words: what moved self-efficacy, and how a person's histories under two policies diverge."""

from collections.abc import Mapping, Sequence

import pandas as pd

from sim.core.arithmetic import expit
from sim.people.state import Cause, PersonState, columns
from sim.report.words.quantities import listed, number_words
from sim.report.words.sources import cause_label
from sim.studies.lives.divergence import Divergence, Reason
from sim.studies.lives.life import Life

DESCRIBED = ("trauma", "falls ill", "is over", "completes", "drops out", "waiting list", "starts medication",
        "discloses to others", "enters adult life")  # fmt: skip

PUSHES = ("stressful life event", "bad spell without an event", "fresh start")  # what moves symptoms and belief

SMALLEST = 0.005  # logit; smaller changes are called none
JUMP = 0.25  # logit; a larger change of self-efficacy in a week is worth its cause
STEPS_SHOWN = 3  # of the way from tie to tie, before it is cut short
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
    parts = life.by_cause()
    down, up = parts[parts < -SMALLEST].sort_values(), parts[parts > SMALLEST].sort_values(ascending=False)
    said = [
        f"what {word} it most was {cause_words(str(side.index[0]))} ({logits(float(side.iloc[0]))} logits)"
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
    return f"Belief rose most in week {up}, mostly by {rose}, and fell most in week {down}, mostly by {fell}."


def story(life: Life) -> pd.DataFrame:
    """A life as a table for readers, one row per week."""
    rows = []
    for week, row in life.weeks.iterrows():
        causes = [
            f"{cause_words(name)} ({logits(value)})"
            for name, value in life.main_causes(int(str(week)))
            if abs(value) >= SMALLEST
        ]
        rows.append(
            {
                "Week": str(week),
                "What happened": row["events"] or "nothing of note",
                "Self-efficacy (GSE points)": f"{points(float(row['belief'])):.1f}",
                "Change (logits)": logits(float(row["change"])),
                "Mostly by": listed(causes) or "many small things",
                "PHQ-9": f"{row['phq9']:.0f}",
                "GAD-7": f"{row['gad7']:.0f}",
                "PCL-5": f"{row['pcl5']:.0f}",
            }
        )
    return pd.DataFrame(rows)


def reason_words(parting: Divergence, titles: Mapping[str, str]) -> str:
    """What reached a person first, in words.

    Args:
        parting: where the life parts.
        titles: of programmes and services, by name.
    """
    named = listed([titles.get(name, name.replace("_", " ")) for name in parting.names])
    if parting.reason == Reason.PROGRAMME:
        return f"a programme reached person {parting.person} under one policy only: {named}"
    if parting.reason == Reason.SERVICE:
        return f"care for person {parting.person} begins to differ: {named or 'the family doctor'}"
    if parting.reason == Reason.EVENT:
        return f"an event happened to person {parting.person} under one policy only"
    if parting.reason == Reason.TIES:
        return f"person {parting.through}, to whom person {parting.person} is tied, had changed and showed it"
    if parting.reason == Reason.SOCIETY:
        return "the two policies run in different societies, so that their people differ from the start"
    return "the two records do not show what came first"


def divergence_sentence(
    person: int, path: Sequence[Divergence], seen: int, weeks: int, titles: Mapping[str, str]
) -> str:
    """Up to when a life is the same under two policies, why it parts, and how the policy came there.

    Args:
        person: the id.
        path: as from `Divergences.path`; empty where the life never parts.
        seen: the first week in which something can be seen to differ; 0: never.
        weeks: how long both runs are.
        titles: of programmes and services, by name.
    """
    if not path:
        return f"Under both policies person {person} has exactly the same {weeks} weeks."
    first, *others = path
    said = [
        f"Both histories of person {person} are the same to the last digit until week {first.week}, when "
        f"{reason_words(first, titles)}."
    ]
    said += [f"Before that, in week {one.week}, {reason_words(one, titles)}." for one in others[:STEPS_SHOWN]]
    if len(others) > STEPS_SHOWN:
        end = others[-1]
        between = len(others) - STEPS_SHOWN - 1
        skipped = f"{between} ties further back" if between else "before that"
        said.append(f"It began {skipped}, in week {end.week}: {reason_words(end, titles)}.")
    if seen:
        said.append(
            f"The first thing that one could see, an event or a whole point of a score, differs in week {seen}."
        )
    else:
        said.append("No event and no whole point of any score ever differs: what changed stayed too small to be seen.")
    return " ".join(said)


def week_words(lives: Sequence[Life], week: int) -> list[str]:
    """What happened in one week under each policy, a sentence each."""
    return [f"{life.scenario}: {life.weeks['events'].loc[week] or 'nothing of note'}." for life in lives]


def field_words(fields: Sequence[str], most: int = 4) -> str:
    """Fields of the state in words, the first few."""
    known = columns(PersonState)
    described = [known[name].meaning.split(" (")[0].split(", see")[0] for name in fields[:most] if name in known]
    more = len(fields) - most
    return f"{', '.join(described)} and {more} more" if more > 0 else listed(described)


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
