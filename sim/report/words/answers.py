"""The answer on each policy in a sentence, for the head of the report: worth it or not, illness, cost, wait."""

from collections.abc import Sequence
from typing import NamedTuple

from sim.report.words.certainty import is_settled, not_yet
from sim.report.words.choice import Choice
from sim.report.words.money import Terms, threshold_words
from sim.report.words.outcome_rows import AVERTED, OutcomeRow
from sim.report.words.quantities import listed, number_words, with_unit

TO_TELL = "populations are too few to tell"


class Clause(NamedTuple):
    """How a change of one outcome is said."""

    better: str  # with {} for its size
    worse: str
    subject: str


CLAUSES = {
    AVERTED: Clause("averts {} of illness", "adds {} of illness", "illness"),
    "cost": Clause("saves {}", "costs {} more", "cost"),
    "weeks_waited": Clause("shortens the wait by {}", "lengthens the wait by {}", "waiting"),
}
"""The three outcomes of the brief, in its order."""


class Answer(NamedTuple):
    """What is said of one policy at the head of the report."""

    title: str
    verdict: str  # better, worse or no: how it is coloured
    lead: str
    sentence: str
    key: str  # the key figure
    key_of: str  # what it is a figure of
    certainty: str


def size_of(row: OutcomeRow) -> str:
    """The size of a difference without its sign, with its unit."""
    return with_unit(number_words(abs(row.effect.difference), row.decimals), row.effect.unit)


def doing(row: OutcomeRow) -> str:
    """What a policy does to an outcome, whatever its verdict: "costs 22.0 million GBP more"."""
    clause = CLAUSES[row.outcome]
    good = (row.effect.difference > 0.0) == (row.effect.better == "higher")
    return (clause.better if good else clause.worse).format(size_of(row))


def clauses(rows: Sequence[OutcomeRow]) -> str:
    """What a policy does, then what is not clear or too small."""
    by_verdict: dict[str, list[OutcomeRow]] = {}
    for row in rows:
        by_verdict.setdefault(row.verdict, []).append(row)
    sure = [doing(row) for row in rows if row.verdict in ("better", "worse")]
    small, unclear = by_verdict.get("small", []), by_verdict.get("unclear", [])
    parts = [f"it {listed(sure)}"] if sure else []
    for said, group in (("no clear difference in", unclear), ("too small a difference to matter in", small)):
        if group:
            parts.append(f"{said} {listed([CLAUSES[row.outcome].subject for row in group])}")
    if not parts:
        parts = [f"no difference in {listed([CLAUSES[row.outcome].subject for row in rows])}"]
    return "; ".join(parts)


def worth(choice: Choice | None, terms: Terms | None, threshold: float) -> tuple[str, str]:
    """Whether a policy is worth its cost, and how that is coloured; empty where there is no money.

    Args:
        choice: the policy beside the baseline.
        terms: the words for its money.
        threshold: what a QALY is worth.
    """
    if choice is None or terms is None:
        return "", "no"
    at = f"at {threshold_words(threshold, terms)} {terms.horizon}".strip()
    if choice.same:
        return "Makes no difference", "no"
    if not choice.clear:
        return f"Not clear whether it is worth its cost {at}", "no"
    if choice.mean_gain > 0.0:
        return f"Worth its cost {at}", "better"
    return f"Not worth its cost {at}", "worse"


def answer(
    rows: Sequence[OutcomeRow], population: str, choice: Choice | None, terms: Terms | None, threshold: float
) -> Answer:
    """The answer on one policy.

    Args:
        rows: all rows of the policy.
        population: the represented population in words.
        choice: its costs and effects beside the baseline; none where there is no money.
        terms: the words for its money.
        threshold: what a QALY is worth.
    """
    named = {row.outcome: row for row in rows}
    brief = [named[name] for name in CLAUSES if name in named and named[name].effect.known]
    illness = named.get(AVERTED)
    key = illness.number_words if illness is not None else ""
    certainty = illness.verdict_words if illness is not None else ""
    key_of = f"weeks of illness averted per {population}"
    title = rows[0].effect.title
    populations = rows[0].replicates
    if not is_settled(populations):
        so_far = f"on average it {listed([doing(row) for row in brief])}" if brief else TO_TELL
        lead = not_yet(populations)
        return Answer(title, "no", f"{lead[:1].upper()}{lead[1:]}", f"{so_far}", key, key_of, "")
    lead, verdict = worth(choice, terms, threshold)
    return Answer(title, verdict, lead, clauses(brief), key, key_of, certainty)
