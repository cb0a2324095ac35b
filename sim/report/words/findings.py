"""Findings in plain words, made from the numbers: what is clear, what is not, and never more than that."""

from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

from sim.report.words.certainty import SETTLED, is_settled
from sim.report.words.comparison import Comparison, whole
from sim.report.words.effects import Effect
from sim.report.words.outcome_rows import AVERTED, OutcomeRow, outcome_rows, short_label
from sim.report.words.quantities import interval_words, listed, population_words, shortened

NOTHING_TO_COMPARE = "Only the baseline was run: there is nothing to compare it with."
TITLE_LENGTH = 56
NAMED = 3  # scenarios named one by one; more are counted


class Rule(NamedTuple):
    """What it takes for a verdict, beside an interval that leaves zero out."""

    populations: int = 0  # simulated; 0: not asked
    smallest: float = 0.0  # difference that matters, in the unit of the effects
    certainty: Mapping[str, str] = MappingProxyType({})  # by scenario: "better in 19 of 24 simulated populations"

    def is_small(self, effect: Effect) -> bool:
        """Whether a difference is too small to matter."""
        return abs(effect.difference) < self.smallest

    def said(self, effect: Effect) -> str:
        """The certainty behind a comma."""
        words = self.certainty.get(effect.scenario, "")
        return f", {words}" if words else ""


def rule_of(rows: Sequence[OutcomeRow], outcome: str) -> Rule:
    """The rule for one outcome of the summary."""
    mine = [row for row in rows if row.outcome == outcome]
    if not mine:
        return Rule()
    certainty = {row.effect.scenario: row.certainty for row in mine if row.effect.has_interval}
    return Rule(mine[0].replicates, mine[0].smallest, certainty)


def quoted(effect: Effect) -> str:
    """The title of a scenario in quotation marks."""
    return f"\u201c{shortened(effect.title, TITLE_LENGTH)}\u201d"


def named(effects: Sequence[Effect]) -> str:
    """The scenarios in words: their titles, or their number where they are many."""
    if len(effects) > NAMED:
        return f"{len(effects)} others"
    return listed([quoted(effect) for effect in effects])


def compared(
    effects: Sequence[Effect],
    subject: str,
    verbs: tuple[str, str] = ("raises", "lowers"),
    noun: str = "",
    reason: Callable[[Effect], str] = lambda _: "",
    rule: Rule | None = None,
) -> str:
    """One sentence about what scenarios do to one thing: the largest clear effect first, then the others.

    Args:
        effects: one effect per scenario, all on the same outcome.
        subject: the outcome in words that fit behind "raises" and "lowers".
        verbs: verbs for a positive and for a negative difference.
        noun: what the signed difference is a difference in, if not the subject.
        reason: what to add about the leading scenario.
        rule: what it takes for a verdict; none: an interval that leaves zero out.
    """
    raises, lowers = verbs
    rule = rule or Rule()
    known = [effect for effect in effects if effect.known]
    if not known:
        return NOTHING_TO_COMPARE if not effects else f"Nothing is known about {subject} in this run."
    if not any(effect.has_interval for effect in known):
        top = max(known, key=lambda effect: abs(effect.difference))
        if top.difference == 0:
            return f"In this single replicate nothing differs in {noun or subject}."
        verb = raises if top.difference > 0 else lowers
        size = interval_words(abs(top.difference), float("nan"), float("nan"), top.unit, signed=False)
        size = size.removesuffix(" (no interval possible)")
        return (
            f"In this single replicate {quoted(top)} {verb} {subject} by {size}: "
            "without more replicates this cannot be distinguished from chance."
        )
    if rule.populations and not is_settled(rule.populations):
        top = max(known, key=lambda effect: abs(effect.difference))
        verb = raises if top.difference > 0 else lowers
        most = " most" if len(known) > 1 else ""
        change = f"{quoted(top)} {verb} {subject}{most}, by {top.size_words()}{reason(top)}"
        return f"No verdict yet from {rule.populations} of {SETTLED} populations: on average {change}."
    small = [effect for effect in known if effect.difference != 0.0 and rule.is_small(effect)]
    clear = sorted(
        (effect for effect in known if effect.clear and effect not in small), key=lambda effect: -abs(effect.difference)
    )
    unclear = [effect for effect in known if not effect.clear and effect not in small]
    if not clear and small:
        top = max(small, key=lambda effect: abs(effect.difference))
        verb = raises if top.difference > 0 else lowers
        if len(known) == 1:
            return f"Too small to matter: {quoted(top)} {verb} {subject} by {top.size_words()}{reason(top)}."
        if unclear:
            return f"No policy makes a difference to {noun or subject} that is both clear and large enough to matter."
        return (
            f"No policy changes {noun or subject} by enough to matter: {quoted(top)} {verb} it most, by "
            f"{top.size_words()}{reason(top)}."
        )
    if not clear:
        if len(known) == 1:
            words = f"{known[0].words()}{rule.said(known[0])}"
            return f"No clear difference in {noun or subject} under {quoted(known[0])}: {words}."
        return f"No clear difference in {noun or subject} under any of the policies: every 95 % interval includes zero."
    top = next((effect for effect in clear if effect.verdict == "better"), clear[0])
    same = [effect for effect in clear if effect is not top and (effect.difference > 0) == (top.difference > 0)]
    opposite = [effect for effect in clear if (effect.difference > 0) != (top.difference > 0)]
    verb = raises if top.difference > 0 else lowers
    rivals = [effect for effect in known if (effect.difference > 0) == (top.difference > 0)]
    most = " most" if same and max(abs(effect.difference) for effect in rivals) == abs(top.difference) else ""
    parts = [
        f"{quoted(top)} {verb} {subject}{most}, by {top.size_words()}{rule.said(top)}{reason(top)}",
        f"{named(same)} {does(same)} so too, but less"
        if same and most
        else f"so {does(same)} {named(same)}"
        if same
        else "",
        f"{named(opposite)} {does(opposite)} the opposite" if opposite else "",
        f"too little to matter under {named(small)}" if small else "",
        f"no clear difference under {named(unclear)}" if unclear else "",
    ]
    return "; ".join(part for part in parts if part) + "."


def does(effects: Sequence[Effect]) -> str:
    """The verb that agrees with the number of scenarios."""
    return "does" if len(effects) == 1 else "do"


def of_outcome(rows: Sequence[OutcomeRow], outcome: str) -> list[Effect]:
    """The effects of all scenarios on one outcome."""
    return [row.effect for row in rows if row.outcome == outcome]


def illness_finding(row: OutcomeRow, population: str) -> str:
    """What a scenario does to weeks of illness, for the list in brief."""
    effect = row.effect
    outlook = f"; {row.verdict_words}"
    if effect.verdict == "not known":
        return "weeks of illness are not known in this run"
    if effect.verdict == "no interval":
        done = "averted" if effect.difference >= 0 else "added"
        size = (
            effect.size_words().removesuffix(" (no interval possible)").replace(" weeks", f" weeks of illness {done}")
        )
        return f"{size} per {population} in a single replicate, so this cannot be distinguished from chance"
    if effect.verdict == "no difference":
        return "no difference: not one week of illness changed"
    if effect.verdict == "no clear difference":
        return f"no clear difference in weeks of illness averted per {population}: {effect.words()}{outlook}"
    size, interval = effect.size_words().split(" weeks", 1)
    weeks = f"{size} weeks of illness averted" if effect.difference > 0 else f"{size} more weeks of illness"
    return f"{weeks} per {population}{interval}{outlook}"


def with_value(row: OutcomeRow) -> str:
    """An outcome with its difference; what is better in itself but no count of people or weeks goes without."""
    label = short_label(row.label)
    telling = row.verdict == "worse" or row.counted or row.effect.unit == "weeks"
    return f"{label} ({row.difference_words})" if telling else label


def other_findings(rows: Sequence[OutcomeRow]) -> list[str]:
    """What else a scenario does: better, worse, and not clear."""
    others = [row for row in rows if row.outcome != AVERTED]
    better = [with_value(row) for row in others if row.verdict == "better"]
    worse = [with_value(row) for row in others if row.verdict == "worse"]
    small = [short_label(row.label) for row in others if row.verdict == "small"]
    unclear = [short_label(row.label) for row in others if row.verdict in ("unclear", "same") and row.effect.better]
    early = [with_value(row) for row in others if row.verdict == "early"]
    return [
        f"{lead}: {text}."
        for lead, text in (
            ("Better", listed(better)),
            ("Worse", listed(worse)),
            ("Too small to matter", listed(small)),
            ("Not clear", listed(unclear)),
            (f"Too few populations for a verdict (fewer than {SETTLED})", listed(early)),
        )
        if text
    ]


class Brief:
    """What is said of one scenario in brief: a lead and further sentences."""

    def __init__(self, rows: Sequence[OutcomeRow], population: str) -> None:
        """Put the findings of one scenario in words.

        Args:
            rows: all rows of the scenario.
            population: the represented population in words.
        """
        illness = next((row for row in rows if row.outcome == AVERTED), None)
        self.title = rows[0].effect.title
        self.verdict = illness.verdict if illness else "none"
        self.lead = illness_finding(illness, population) if illness else "weeks of illness were not measured"
        self.more = other_findings(rows)


def in_brief(comparison: Comparison) -> list[Brief]:
    """The findings of every scenario, in the order of the summary."""
    rows = outcome_rows(comparison.summary, comparison.titles, comparison.settings)
    population = population_words(whole(comparison.settings, "represented_population"))
    scenarios = dict.fromkeys(row.effect.scenario for row in rows)
    return [Brief([row for row in rows if row.effect.scenario == name], population) for name in scenarios]
