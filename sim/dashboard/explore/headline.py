"""All figures of a policy, in the units that decision makers use, each with one statement of certainty."""

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from sim.economics.acceptability import net_benefit
from sim.economics.incremental import ratio
from sim.report.words.answer import Worth, worth_of
from sim.report.words.certainty import is_settled, not_yet
from sim.report.words.money import Terms, amount_words, in_other_prices, ratio_words, terms_of
from sim.report.words.outcome_rows import OutcomeRow, outcome_rows
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.standardise import AS_IN_THE_NATION, is_standardised
from sim.studies.runs.statistics import MIDDLE95

HOW_TO_READ = (
    "Differences with 95 % intervals, and in how many of the simulated populations they came out so. What is smaller "
    "than the smallest difference that matters is called too small to matter, however certain it is."
)

TITLES = {
    "recovered": "People recovered",
    "weeks_of_illness": "Weeks of illness averted",
    "weeks_waited": "Weeks waited for treatment",
    "staff_posts": "Therapists and other staff",
    "cost": "Money",
    "deprivation_gap": "Gap, most to least deprived",
    "people_treated": "People treated",
    "phq9_cases": "People above the depression cut-off",
    "gad7_cases": "People above the anxiety cut-off",
    "self_efficacy": "Self-efficacy (GSE)",
    "public_stigma": "Public stigma",
    "self_stigma": "Self-stigma of the ill",
}
"""Outcomes of the summary in the order shown; cost per QALY stands after the money."""
PEOPLE = ("recovered", "people_treated")  # counts of people, of which few may carry the figure
MARKS = {"better": "\N{BLACK UP-POINTING TRIANGLE}", "worse": "\N{BLACK DOWN-POINTING TRIANGLE}"}
WORTH = "cost_per_qaly"  # the card whose certainty is that of being worth its cost
INTERVAL = "95 % interval "
NOT_WEIGHTED = "Not weighted to your area"


class Card(NamedTuple):
    """One figure."""

    name: str
    title: str
    figure: str  # the difference
    share: str  # of the level without the policy: "0.9 %"; "" where it is no count
    interval: str  # "95 % interval ..." or why there is none
    level: str  # the level without the policy
    verdict: str  # "better", "worse", "unclear", "small", "same", "early" or "none", for shape and colour
    words: str  # the one statement of certainty
    note: str = ""  # what a reader must know of this figure

    @property
    def shown(self) -> str:
        """The difference with its share."""
        return f"{self.figure} ({self.share})" if self.share else self.figure

    @property
    def ends(self) -> str:
        """The interval alone, for a column that is called after it."""
        return self.interval.removeprefix(INTERVAL)


def cards_of(comparison: Comparison, name: str) -> list[Card]:
    """The figures of one scenario.

    Args:
        comparison: baseline and policies.
        name: of the scenario.
    """
    rows = {
        row.outcome: row
        for row in outcome_rows(comparison.summary, comparison.titles, comparison.settings)
        if row.effect.scenario == name
    }
    cards = [_card(outcome, title, rows[outcome], comparison) for outcome, title in TITLES.items() if outcome in rows]
    money = cost_per_qaly(comparison, name)
    if money is not None:
        after = next((at for at, card in enumerate(cards) if card.name == "cost"), len(cards) - 1)
        cards.insert(after + 1, money)
    return [_of_the_nation(card) for card in cards] if is_standardised(comparison) else cards


def _of_the_nation(card: Card) -> Card:
    """A card whose figure no mix of deprivation changes says so."""
    why = AS_IN_THE_NATION.get(card.name)
    return card._replace(note=f"{NOT_WEIGHTED}: {why}.") if why else card


def _card(outcome: str, title: str, row: OutcomeRow, comparison: Comparison) -> Card:
    effect = row.effect
    interval = f"{INTERVAL}{row.range_words}" if row.range_words else "no interval"
    figure, level = row.difference_words, f"{row.baseline_words} without it"
    if outcome == "cost" and comparison.evaluation is not None:
        terms = terms_of(comparison)
        extra = effect.difference
        figure = amount_words(extra, terms) + (" more" if extra > 0.0 else "")
        if row.range_words:
            interval = f"{INTERVAL}{amount_words(effect.low, terms)} to {amount_words(effect.high, terms)}"
        level = f"{amount_words(row.baseline, terms)} without it"
    note = carried_by(row, comparison) if outcome in PEOPLE else ""
    if row.verdict == "small":
        note = f"Matters from {row.smallest_words} on.{' ' if note else ''}{note}"
        if outcome == "cost" and comparison.evaluation is not None:
            note = f"Matters from {amount_words(row.smallest, terms_of(comparison))} on."
    return Card(outcome, title, figure, row.share_words, interval, level, row.verdict, row.verdict_words, note)


def carried_by(row: OutcomeRow, comparison: Comparison) -> str:
    """How few simulated people carry a count: "22 of 24,000 simulated people"."""
    lived = comparison.people * len(comparison.replicates)
    represented = comparison.scenarios[0].represented_population
    if not row.effect.known or not represented:
        return ""
    count = round(abs(row.effect.difference) * lived / represented)
    return f"{count:,} of {lived:,} simulated people."


def cost_per_qaly(comparison: Comparison, name: str) -> Card | None:
    """What a year in full health costs under a scenario, and how often it is worth it; None without money."""
    evaluation = comparison.evaluation
    if evaluation is None or name not in evaluation.effects.life_years.names:
        return None
    terms, samples = terms_of(comparison), evaluation.effects.life_years
    here = samples.names.index(name)
    cost, health = samples.costs[here] - samples.costs[0], samples.effects[here] - samples.effects[0]
    level = f"worth it at {amount_words(evaluation.threshold, terms)} a QALY"
    title, worth = f"Cost per QALY {terms.horizon}", worth_of(comparison, name)
    if worth is None:
        return Card(WORTH, title, "no difference", "", "", level, "same", "no difference")
    benefits = net_benefit(samples, evaluation.threshold)
    verdict, words = _worth_verdict(worth, float((benefits[here] > benefits[0]).mean()))
    if health.mean() <= 0.0:
        figure = "costs more, loses health" if cost.mean() > 0.0 else "saves money, loses health"
        return Card(WORTH, title, figure, "", "no health gained on average", level, verdict, words)
    if cost.mean() <= 0.0:
        return Card(WORTH, title, "saves money, gains health", "", "", level, verdict, words)
    step = ratio(cost, health)
    low, high = step.interval
    if math.isfinite(low):
        top = amount_words(high, terms) if math.isfinite(high) else "no upper limit"
        interval = f"{INTERVAL}{amount_words(low, terms)} to {top}"
    else:
        interval = "no interval: the gain in health may be none"
    note = said_once_more(step.value, comparison, terms)
    return Card(WORTH, title, ratio_words(step.value, terms), "", interval, level, verdict, words, note)


def _worth_verdict(worth: Worth, share: float) -> tuple[str, str]:
    """Verdict and words.

    Args:
        worth: population by population.
        share: of the samples of prices, utilities and populations in which it is worth its cost.
    """
    if not is_settled(worth.populations):
        return "early", not_yet(worth.populations)
    low, high = MIDDLE95
    return "better" if share > high else "worse" if share < low else "unclear", worth.certainty


def said_once_more(amount: float, comparison: Comparison, terms: Terms) -> str:
    """Whose costs these are and in the prices of which year, and the amount in the prices of the other year."""
    assert comparison.evaluation is not None
    economy = comparison.evaluation.economy
    of_year = f" in prices of {economy.money_year}" if economy.money_year else ""
    return f"Costs of the {economy.perspective}{of_year}{in_other_prices(amount, economy, terms)}."


def cards_html(cards: Sequence[Card]) -> str:
    """Cards as a list."""
    items = "".join(_card_html(card) for card in cards)
    how = f'<p class="soft small no-print">{HOW_TO_READ}</p>'
    return f'{how}<ul class="cards" aria-label="What the policy changes">{items}</ul>'


def _card_html(card: Card) -> str:
    mark = MARKS.get(card.verdict, "")
    said = [
        f'<span class="called">{escape(card.title)}</span>',
        f'<span class="figure">{escape(card.shown)}</span>',
        f'<span class="small">{escape(card.interval)}</span>' if card.interval else "",
        f'<span class="small"><span class="verdict">{mark} {escape(card.words)}</span></span>',
        f'<span class="small soft">{escape(card.level)}</span>',
        f'<span class="small soft">{escape(card.note)}</span>' if card.note else "",
    ]
    return f'<li class="large {card.verdict}" data-card="{card.name}">{"".join(said)}</li>'
