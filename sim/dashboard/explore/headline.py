"""The headline row: the effects of a policy, in the units that decision makers use."""

import math
from collections.abc import Sequence
from html import escape
from typing import NamedTuple

from sim.dashboard.explore.interim import is_settled, is_single
from sim.economics.acceptability import net_benefit
from sim.economics.incremental import ratio
from sim.report.pages.economics import terms_of
from sim.report.words.money import Terms, amount_words, in_other_prices, ratio_words
from sim.report.words.outcome_rows import OutcomeRow, outcome_rows
from sim.report.words.quantities import number_words, odds_words, range_words, shared_decimals, with_unit
from sim.studies.comparison.comparison import Comparison
from sim.studies.comparison.standardise import AS_IN_THE_NATION, is_standardised
from sim.studies.runs.statistics import MIDDLE95

HOW_TO_READ = (
    "Differences, with 95 % intervals. \u201cClearly\u201d means more than chance, and not that the difference is "
    "large. The chance is that of the next such population."
)

TITLES = {
    "recovered": "People recovered",
    "weeks_of_illness": "Weeks of illness averted",
    "weeks_waited": "Weeks waited for treatment",
    "staff_posts": "Therapists and other staff",
    "cost": "Money",
    "deprivation_gap": "Gap, most to least deprived",
    "people_treated": "People treated",
    "self_efficacy": "Self-efficacy (GSE)",
    "public_stigma": "Public stigma",
    "self_stigma": "Self-stigma of the ill",
}
"""Outcomes of the summary in the order shown; cost per QALY stands after the money."""
FIRST = 7  # with cost per QALY; the others are less prominent
NO_VERDICT = "one population: no verdict yet"
MARKS = {"better": "\N{BLACK UP-POINTING TRIANGLE}", "worse": "\N{BLACK DOWN-POINTING TRIANGLE}"}


NO_BREAK = "\N{NO-BREAK SPACE}"
WORTH = "cost_per_qaly"  # the card whose chance is that of being worth its cost


class Card(NamedTuple):
    """One figure of the headline row."""

    name: str
    title: str
    figure: str  # the difference
    interval: str  # "95 % interval ..." or why there is none
    chance: str  # of being better, or worth its cost, as a natural frequency: "9 in 10"
    level: str  # baseline and policy
    verdict: str  # "better", "worse", "unclear", "same" or "different", for shape and colour
    words: str  # the verdict in words
    note: str = ""  # what a reader must know of this figure

    @property
    def chance_words(self) -> str:
        """The chance and what it is a chance of; empty where there is none."""
        kind = "worth it" if self.name == WORTH else "better"
        return f"chance of being {kind}: {self.chance.replace(' ', NO_BREAK)}" if self.chance else ""


def cards_of(comparison: Comparison, name: str) -> list[Card]:
    """The headline figures of one scenario.

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
    if is_standardised(comparison):
        cards = [_of_the_nation(card) for card in cards]
    if is_single(comparison):
        return [card._replace(interval="", chance="", verdict="unclear", words=NO_VERDICT) for card in cards]
    if is_settled(comparison):
        return cards
    return [card._replace(words=card.words.replace("clearly", "so far")) for card in cards]


def _of_the_nation(card: Card) -> Card:
    """A card whose figure no mix of deprivation changes says so."""
    why = AS_IN_THE_NATION.get(card.name)
    return card._replace(note=f"Not weighted to your area: {why}.") if why else card


def _card(outcome: str, title: str, row: OutcomeRow, comparison: Comparison) -> Card:
    effect = row.effect
    interval = f"95 % interval {row.range_words}" if row.range_words else "no interval"
    figure, level = row.difference_words, f"{row.baseline_words} without it"
    if outcome == "cost" and comparison.evaluation is not None:
        terms = terms_of(comparison)
        extra = effect.difference
        figure = amount_words(extra, terms) + (" more" if extra > 0.0 else "")
        if row.range_words:
            interval = f"95 % interval {amount_words(effect.low, terms)} to {amount_words(effect.high, terms)}"
        level = f"{amount_words(row.baseline, terms)} without it"
    chance = "" if effect.verdict == "no difference" else row.odds
    verdict = {"no clear difference": "unclear", "no difference": "same"}.get(effect.verdict, effect.verdict)
    return Card(outcome, title, figure, interval, chance, level, verdict, row.verdict_words)


def cost_per_qaly(comparison: Comparison, name: str) -> Card | None:
    """What a year in full health costs under a scenario, and how likely it is worth it; None without money."""
    evaluation = comparison.evaluation
    if evaluation is None or name not in evaluation.effects.life_years.names:
        return None
    terms, samples = terms_of(comparison), evaluation.effects.life_years
    here = samples.names.index(name)
    cost, health = samples.costs[here] - samples.costs[0], samples.effects[here] - samples.effects[0]
    benefits = net_benefit(samples, evaluation.threshold)
    share = float((benefits[here] > benefits[0]).mean())
    level = f"worth it at {amount_words(evaluation.threshold, terms)} a QALY"
    title, replicates = "Cost per QALY", len(comparison.replicates)
    if not (cost.any() or health.any()):
        return Card(WORTH, title, "no difference", "", "", level, "same", "no difference")
    chance = odds_words(share, replicates)
    low, high = MIDDLE95
    verdict = "better" if share > high else "worse" if share < low else "unclear"
    words = {"better": "clearly worth its cost", "worse": "clearly not worth its cost"}.get(verdict, "not clear")
    if health.mean() <= 0.0:
        dearer = cost.mean() > 0.0
        figure = "costs more, loses health" if dearer else "saves money, loses health"
        return Card(WORTH, title, figure, "no health gained on average", chance, level, verdict, words)
    if cost.mean() <= 0.0:
        return Card(WORTH, title, "saves money, gains health", "", chance, level, verdict, words)
    step = ratio(cost, health)
    low, high = step.interval
    if math.isfinite(low):
        top = amount_words(high, terms) if math.isfinite(high) else "no upper limit"
        interval = f"95 % interval {amount_words(low, terms)} to {top}"
    else:
        interval = "no interval: the gain in health may be none"
    note = said_once_more(step.value, comparison, terms)
    return Card(WORTH, title, ratio_words(step.value, terms), interval, chance, level, verdict, words, note)


def said_once_more(amount: float, comparison: Comparison, terms: Terms) -> str:
    """Whose costs these are and in the prices of which year, and the amount in the prices of the other year."""
    assert comparison.evaluation is not None
    economy = comparison.evaluation.economy
    of_year = f" in prices of {economy.money_year}" if economy.money_year else ""
    return f"Costs of the {economy.perspective}{of_year}{in_other_prices(amount, economy, terms)}."


def changed(row: OutcomeRow) -> str:
    """A difference with its interval, for a cell."""
    effect = row.effect
    decimals = shared_decimals((effect.difference, effect.low, effect.high), row.unit)
    text = with_unit(number_words(effect.difference, decimals, signed=True), effect.unit)
    return f"{text} ({range_words(effect.low, effect.high, decimals)})" if effect.has_interval else text


def cards_html(cards: Sequence[Card]) -> str:
    """Cards as a list, the first ones larger."""
    items = "".join(_card_html(card, at < FIRST + 1) for at, card in enumerate(cards))
    how = f'<p class="soft small no-print">{HOW_TO_READ}</p>'
    return f'{how}<ul class="cards" aria-label="What the policy changes">{items}</ul>'


def _card_html(card: Card, large: bool) -> str:
    mark = MARKS.get(card.verdict, "")
    chance = f'<span class="small chance">{escape(card.chance_words)}</span>' if card.chance else ""
    said = [
        f'<span class="called">{escape(card.title)}</span>',
        f'<span class="figure">{escape(card.figure)}</span>',
        f'<span class="small">{escape(card.interval)}</span>' if card.interval else "",
        f'<span class="small"><span class="verdict">{mark} {escape(card.words)}</span></span>',
        chance,
        f'<span class="small soft">{escape(card.level)}</span>',
        f'<span class="small soft">{escape(card.note)}</span>' if card.note else "",
    ]
    size = "large" if large else "lesser"
    return f'<li class="{size} {card.verdict}" data-card="{card.name}">{"".join(said)}</li>'
