"""The incremental table: what each further step along the frontier costs, and what it gains.

Strategies are compared by their mean cost and mean effect over all samples. The ratio of a step (incremental
cost-effectiveness ratio, ICER) is the ratio of mean differences, not the mean of ratios (Stinnett and Paltiel 1997,
Medical Decision Making 17:483).
"""

import math
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.economics.frontier import ROUNDING, Stand, Standing, stands
from sim.economics.samples import (
    FEWEST_SAMPLES,
    NO_INTERVAL,
    TAIL,
    Interval,
    Samples,
    checked,
    checked_threshold,
    interval,
)

PERCENT = 100.0


class Ratio(NamedTuple):
    """An incremental cost-effectiveness ratio with what can honestly be said of its interval."""

    value: float  # money per unit of effect; NaN where there is no step
    interval: Interval  # high may be infinite; NaN where undefined
    words: str  # why there is no interval, or no upper limit; empty for an ordinary interval


class IncrementalRow(NamedTuple):
    """One strategy in the incremental table. Money is in the currency of the costs."""

    strategy: str
    cost: float  # mean
    effect: float  # mean
    standing: Standing
    because_of: tuple[str, ...]  # the strategy that equals or dominates it, or the two whose mix does
    against: str  # the next cheaper strategy on the frontier; empty where there is none, or off the frontier
    incremental_cost: float  # mean difference to that strategy; NaN without one
    incremental_cost_interval: Interval
    incremental_effect: float
    incremental_effect_interval: Interval
    icer: Ratio
    net_benefit: float  # mean of threshold times effect minus cost
    net_benefit_interval: Interval
    gain: float  # mean net benefit beyond that of the first strategy given, sample by sample
    gain_interval: Interval
    rank: int  # by mean net benefit, from 1 for the largest; equal ones share a rank


NO_RATIO = Ratio(math.nan, NO_INTERVAL, "")


def ratio(cost: npt.NDArray[np.float64], effect: npt.NDArray[np.float64]) -> Ratio:
    """The ratio of a step that gains something on average, with its 95 % interval where there is one.

    A ratio has no interval when its denominator may be zero or of either sign: ratios of both signs then mean opposite
    things, and percentiles of them mean nothing (O'Brien and Briggs 2002, Statistical Methods in Medical Research
    11:455). The rule: an interval is given where the step gains effect in 97.5 % of the samples or more. It runs from
    the 2.5th to the 97.5th percentile of the samples' own ratios; the few samples that gain nothing stand at the upper
    end, as infinite ratios. Where the upper percentile is one of them, there is no upper limit. A lower limit below
    zero says that the step may save money.

    Args:
        cost: incremental cost of the step in each sample (samples).
        effect: incremental effect of the step in each sample (samples), above zero on average.

    Returns:
        The ratio of the means, its interval, and words where the interval is undefined or has no upper limit.
    """
    value = float(cost.mean() / effect.mean())
    if len(cost) < FEWEST_SAMPLES:
        only = "a single sample" if len(cost) == 1 else f"{len(cost)} samples only"
        return Ratio(value, NO_INTERVAL, f"no interval: {only}")
    gaining = effect > 0.0
    share = float(gaining.mean())
    if share < 1.0 - TAIL:
        words = (
            f"interval undefined: the difference in effect is above zero in {math.floor(share * PERCENT)} % of the "
            f"samples only, so that the ratio may have either sign"
        )
        return Ratio(value, NO_INTERVAL, words)
    ratios = np.where(gaining, cost / np.where(gaining, effect, 1.0), np.inf)
    low = float(np.quantile(ratios, TAIL, method="lower"))
    high = float(np.quantile(ratios, 1.0 - TAIL, method="higher"))
    words = "" if math.isfinite(high) else "no upper limit: the difference in effect is hardly above zero"
    return Ratio(value, Interval(low, high), words)


def ranks(samples: Samples, worth: float) -> list[int]:
    """Rank of each strategy by its mean net benefit, from 1 for the largest; equal ones share a rank."""
    money, gains = samples.costs.mean(axis=1), samples.effects.mean(axis=1)
    benefits, dust = worth * gains - money, ROUNDING * (worth * np.abs(gains) + np.abs(money))
    return [1 + int((benefits - benefit > dust + own).sum()) for benefit, own in zip(benefits, dust, strict=True)]


def row_of(
    samples: Samples, stand: Stand, index: int, cheaper: int | None, benefits: npt.NDArray[np.float64], rank: int
) -> IncrementalRow:
    """One row of the table.

    Args:
        samples: costs and effects.
        stand: standing of this strategy.
        index: number of this strategy.
        cheaper: number of the next cheaper strategy on the frontier; None without one, or off the frontier.
        benefits: net benefit (strategies, samples).
        rank: rank of this strategy.
    """
    step = (math.nan, NO_INTERVAL, math.nan, NO_INTERVAL, NO_RATIO)
    if cheaper is not None:
        cost = samples.costs[index] - samples.costs[cheaper]
        effect = samples.effects[index] - samples.effects[cheaper]
        step = (float(cost.mean()), interval(cost), float(effect.mean()), interval(effect), ratio(cost, effect))
    gain = benefits[index] - benefits[0]
    return IncrementalRow(
        samples.names[index],
        float(samples.costs[index].mean()),
        float(samples.effects[index].mean()),
        stand.standing,
        tuple(samples.names[other] for other in stand.others),
        "" if cheaper is None else samples.names[cheaper],
        *step,
        float(benefits[index].mean()),
        interval(benefits[index]),
        float(gain.mean()),
        interval(gain),
        rank,
    )


def incremental_table(
    names: Sequence[str], costs: npt.ArrayLike, effects: npt.ArrayLike, threshold: float
) -> list[IncrementalRow]:
    """The full incremental analysis of any number of strategies.

    Args:
        names: one name per strategy, no two alike; gains in net benefit are measured against the first.
        costs: (strategies, samples), in any currency; savings are negative. Adding the same amount to all costs changes
            neither steps nor ratios.
        effects: (strategies, samples), larger is better (QALYs gained, years lived with disability averted).
        threshold: what one unit of effect is worth, in the same currency, 0 or more.

    Returns:
        One row per strategy, from the cheapest to the dearest by mean cost, and at equal cost from the most effective
        to the least. A step and a ratio are given for strategies on the frontier but its cheapest. Of strategies with
        equal mean cost and effect, the first stands for all. Equal effects: the cheaper one dominates. With fewer than
        `FEWEST_SAMPLES` samples all intervals are NaN.

    Raises:
        ValueError: names, shapes, values (NaN included) or threshold cannot be used.
    """
    samples, worth = checked(names, costs, effects), checked_threshold(threshold)
    beyond_cost = (samples.costs - samples.costs[0]).mean(axis=1)
    beyond_effect = (samples.effects - samples.effects[0]).mean(axis=1)
    found = stands(samples.costs.mean(axis=1), samples.effects.mean(axis=1))
    order = sorted(range(len(samples.names)), key=lambda index: (beyond_cost[index], -beyond_effect[index], index))
    frontier = [index for index in order if found[index].standing is Standing.FRONTIER]
    cheaper: dict[int, int] = dict(zip(frontier[1:], frontier, strict=False))
    benefits = worth * samples.effects - samples.costs
    rank = ranks(samples, worth)
    return [row_of(samples, found[index], index, cheaper.get(index), benefits, rank[index]) for index in order]
