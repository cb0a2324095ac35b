"""The choice between a baseline and other strategies at a threshold, in words."""

from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.economics.acceptability import net_benefit
from sim.economics.samples import FEWEST_SAMPLES, Samples, interval
from sim.report.words.findings import NOTHING_TO_COMPARE
from sim.report.words.money import Terms, cost_words, effect_words, ratio_words, threshold_words
from sim.report.words.quantities import odds_words, shortened

TITLE_LENGTH = 56
EVEN_CHANCE = 0.5
ALL_SAME = "No policy differs from the baseline in cost or effect."


class Choice(NamedTuple):
    """One strategy beside the baseline: differences in each sample (samples)."""

    name: str
    cost: npt.NDArray[np.float64]
    effect: npt.NDArray[np.float64]
    gain: npt.NDArray[np.float64]  # in net benefit

    @property
    def mean_gain(self) -> float:
        """Mean gain in net benefit."""
        return float(self.gain.mean())

    @property
    def clear(self) -> bool:
        """Whether the 95 % interval of the gain leaves out zero; never with too few samples for one."""
        low, high = interval(self.gain)
        return low > 0.0 or high < 0.0

    @property
    def same(self) -> bool:
        """Whether nothing differs from the baseline in any sample."""
        return not (self.cost.any() or self.effect.any())


def quoted(name: str) -> str:
    """The name of a strategy in quotation marks, on one line."""
    return f"\u201c{shortened(' '.join(name.split()), TITLE_LENGTH)}\u201d"


def choices(samples: Samples, baseline: int, threshold: float) -> list[Choice]:
    """All strategies but the baseline, beside it."""
    cost = samples.costs - samples.costs[baseline]
    effect = samples.effects - samples.effects[baseline]
    gain = net_benefit(Samples(samples.names, cost, effect), threshold)
    return [
        Choice(name, cost[index], effect[index], gain[index])
        for index, name in enumerate(samples.names)
        if index != baseline
    ]


def size_words(choice: Choice, terms: Terms) -> str:
    """What a strategy costs and gains beside the baseline, with its ratio where it costs more and gains more."""
    cost, effect = float(choice.cost.mean()), float(choice.effect.mean())
    joint = "but" if cost * effect > 0.0 and cost < 0.0 else "and"
    words = f"{cost_words(cost, interval(choice.cost), terms)} {joint} "
    words += effect_words(effect, interval(choice.effect), terms)
    return f"{words}, at {ratio_words(cost / effect, terms)}" if cost > 0.0 and effect > 0.0 else words


def often_words(choice: Choice) -> str:
    """In how many samples a strategy is worth its cost; samples in which it is just even count half."""
    share = float((choice.gain > 0.0).mean() + EVEN_CHANCE * (choice.gain == 0.0).mean())
    return f"in {odds_words(share, len(choice.gain)).replace(' in ', ' of ')} samples"


def at_words(threshold: float, terms: Terms) -> str:
    """What a verdict on cost holds for: "Over 3 years, at £25,000 per QALY,"; the horizon where it is known."""
    said = f"at {threshold_words(threshold, terms)}"
    words = f"{terms.horizon}, {said}," if terms.horizon else said
    words = f"{terms.caveat}. So far, {words}" if terms.caveat else words
    return words[:1].upper() + words[1:]


def worth_finding(samples: Samples, baseline: int, threshold: float, terms: Terms) -> str:
    """One sentence: is any strategy worth its cost beside the baseline, what does it cost and gain, and how sure is it.

    Args:
        samples: costs and effects.
        baseline: number of the strategy that the others are compared with.
        threshold: what one unit of effect is worth.
        terms: words for money and effects.
    """
    rivals = choices(samples, baseline, threshold)
    if not rivals:
        return NOTHING_TO_COMPARE
    if all(rival.same for rival in rivals):
        return ALL_SAME
    top = max(rivals, key=lambda rival: rival.mean_gain)
    lead, name, size = at_words(threshold, terms), quoted(top.name), size_words(top, terms)
    alone = len(rivals) == 1
    if samples.size < FEWEST_SAMPLES:
        verdict = "is worth its cost" if top.mean_gain > 0.0 else "is not worth its cost"
        where = "this single sample" if samples.size == 1 else f"these {samples.size} samples"
        only = "" if alone or top.mean_gain > 0.0 else ", nor is any other policy"
        more = "More samples are needed to distinguish this from chance."
        return f"{lead.removesuffix(',')}, in {where}, {name} {verdict}{only}: it {size}. {more}"
    if top.clear and top.mean_gain > 0.0:
        most = "" if alone else ", and is the best of the policies"
        return f"{lead} {name} is worth its cost {often_words(top)}{most}: it {size}."
    if top.mean_gain < 0.0 and all(rival.clear for rival in rivals):
        verdict = (
            f"{name} is not worth its cost: it" if alone else f"no policy is worth its cost; {name} comes closest: it"
        )
        return f"{lead} {verdict} {size}."
    doubt = f"whether {name} is worth its cost" if alone else "whether any policy is worth its cost"
    which = f"it is {often_words(top)}, and" if alone else f"the best, {name}, is {often_words(top)}; it"
    return f"{lead} it is not clear {doubt}: {which} {size}."
