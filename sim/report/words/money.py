"""Money and effects in words, for the figures of an economic evaluation."""

import math
from typing import NamedTuple

from sim.economics.samples import Interval
from sim.report.words.certainty import is_settled, not_yet
from sim.report.words.comparison import Comparison, whole
from sim.report.words.quantities import (
    MINUS,
    NOT_KNOWN,
    number_words,
    range_words,
    readable,
    shared_decimals,
    time_words,
)
from sim.scenario.tables import EconomySpec

TWO_INTERVALS = (
    "Intervals of cost and QALYs in the table of results show what replicates differ by, at mean prices and utilities; "
    "those of the cost-effectiveness plane and of the cost per QALY show uncertain prices and utilities as well."
)
SYMBOLS = {"GBP": "£", "EUR": "€", "USD": "US$"}
RISE_DECIMALS = 2  # of how many times as much something costs in another year
EXACT_DIGITS = 12  # of a threshold, which is given and not measured


class Terms(NamedTuple):
    """What the figures of an economic evaluation mean, in the words of the caller."""

    currency: str  # symbol or code: "€", "US$", "EUR"
    effect: str  # what is gained, in the plural: "QALYs", "years lived with disability"
    one_effect: str  # one unit of it: "QALY", "year averted"
    per: str  # the basis of costs and effects: "per person"
    uncertainty: (
        str  # what the samples hold, in a sentence: "Stochastic uncertainty only: prices and utilities are held fixed."
    )
    gained: str = "gained"  # what is done to it where that is good: "gained", "averted"
    verbs: tuple[str, str] = ("gains", "loses")  # of a strategy that does, and of one that does the opposite
    horizon: str = ""  # what costs and effects are counted over: "over 3 years"
    caveat: str = ""  # why there is no verdict yet: "no verdict yet: 8 of 12 populations"


def terms_of(comparison: Comparison) -> Terms:
    """The words for a comparison's money and effects; it must have an evaluation."""
    evaluation = comparison.evaluation
    assert evaluation is not None
    currency, horizon = evaluation.economy.currency, time_words(whole(comparison.settings, "weeks"))
    symbol = SYMBOLS.get(currency, currency)
    populations = whole(comparison.settings, "replicates")
    caveat = "" if is_settled(populations) else not_yet(populations)
    return Terms(
        symbol, "QALYs", "QALY", "per 1,000 people", evaluation.label, horizon=f"over {horizon}", caveat=caveat
    )


def whose_costs(economy: EconomySpec) -> str:
    """Whose costs are counted, in which currency and in the prices of which year, in sentences."""
    prices = f" in prices of {economy.money_year}" if economy.money_year else ""
    said = f"Costs are those of the {economy.perspective}, in {economy.currency}{prices}."
    if not economy.other_year:
        return said
    rise, index = number_words(economy.other_rise, RISE_DECIMALS), economy.price_index
    by = ", ".join(part for part in (" ".join(index.source.split()), index.evidence) if part) or "the price index"
    return f"{said} In prices of {economy.other_year} they are {rise} times as high ({by})."


def in_other_prices(amount: float, economy: EconomySpec, terms: Terms) -> str:
    """An amount once more, in prices of the other year: "; £20,300 in prices of 2025"; empty where there is none."""
    if not economy.other_year or not math.isfinite(amount):
        return ""
    return f"; {amount_words(amount * economy.other_rise, terms)} in prices of {economy.other_year}"


def priced(size: str, terms: Terms) -> str:
    """A number in words with the currency before it: "€310", "EUR 310"."""
    return f"{terms.currency}{' ' if terms.currency[-1:].isalpha() else ''}{size}"


def amount_words(amount: float, terms: Terms) -> str:
    """An amount of money with three digits that count: "€12,300", "−€1.2 million", "EUR 310"; "not known" for NaN.

    Args:
        amount: in the currency of the terms; negative for a saving.
        terms: the currency.
    """
    size = readable(abs(amount))
    if size == NOT_KNOWN:
        return size
    return f"{MINUS if amount < 0.0 else ''}{priced(size, terms)}"


def ratio_words(amount: float, terms: Terms) -> str:
    """Money for one unit of effect, rounded: "€14,800 per QALY"."""
    return f"{amount_words(amount, terms)} per {terms.one_effect}"


def threshold_words(threshold: float, terms: Terms) -> str:
    """A threshold in all its digits: "€31,250 per QALY"."""
    return f"{priced(f'{threshold:,.{EXACT_DIGITS}g}', terms)} per {terms.one_effect}"


def turned(interval: Interval) -> Interval:
    """The interval of a difference with its sign turned."""
    return Interval(-interval.high, -interval.low)


def cost_words(cost: float, interval: Interval, terms: Terms) -> str:
    """A difference in cost: "costs €310 more per person (95 % interval €250 to €380)", or what it saves.

    Args:
        cost: mean difference.
        interval: its interval; NaN where there is none, and then left out.
        terms: currency, and the basis of the costs.
    """
    if cost == 0.0:
        lead = f"costs the same {terms.per}"
    elif cost > 0.0:
        lead = f"costs {amount_words(cost, terms)} more {terms.per}"
    else:
        lead, interval = f"saves {amount_words(-cost, terms)} {terms.per}", turned(interval)
    if not math.isfinite(interval.low):
        return lead
    return f"{lead} (95 % interval {amount_words(interval.low, terms)} to {amount_words(interval.high, terms)})"


def effect_words(effect: float, interval: Interval, terms: Terms) -> str:
    """A difference in effect: "gains 0.021 QALYs (0.014 to 0.027)", or what it loses.

    Args:
        effect: mean difference.
        interval: its 95 % interval; NaN where there is none, and then left out.
        terms: words for the effect.
    """
    if effect == 0.0:
        return f"{terms.verbs[0]} no {terms.effect}"
    if effect < 0.0:
        interval = turned(interval)
    size = abs(effect)
    lead = f"{terms.verbs[0 if effect > 0.0 else 1]} {readable(size)} {terms.effect}"
    if not math.isfinite(interval.low):
        return lead
    decimals = shared_decimals((size, interval.low, interval.high))
    return f"{lead} ({range_words(interval.low, interval.high, decimals, signed=False)})"
