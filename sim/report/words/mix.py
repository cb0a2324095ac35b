"""The best mix within a budget, in words: what it is, what it costs and gains, and how certain that is."""

import math
from typing import NamedTuple

from sim.report.words.certainty import counted_words, is_settled, not_yet
from sim.report.words.quantities import interval_words, listed, number_words, population_words, range_words
from sim.report.words.uncertainty import variance_words
from sim.studies.comparison.uncertainty import parameter_share
from sim.studies.planning.answer import Answer, Verdict
from sim.studies.planning.candidates import Candidate

CENTS = 2  # decimals of money per person
PERCENT = 100.0


class Gain(NamedTuple):
    """How a gain is described."""

    described: str  # "averts {number} weeks of illness{of_all}"
    unit: str  # "weeks of illness"
    done: str  # "averted"
    counted: bool  # whether it is scaled to the represented population


GAINS = {
    "weeks_of_illness": Gain("averts {number} weeks of illness{of_all}", "weeks of illness", "averted", True),
    "recovered": Gain("helps {number} more people{of_all} recover", "people", "more recovered", True),
    "qalys": Gain("gains {number} QALYs{of_all}", "QALYs", "gained", True),
    "gap": Gain(
        "takes {number} weeks of illness per 1,000 people off the gap between deprivation fifths",
        "weeks of illness per 1,000 people",
        "less gap",
        False,
    ),
}
"""Goals by name; each is a name of `CRITERIA`."""
SHORT = {"weeks_of_illness": "weeks of illness", "recovered": "people"}  # units that `words` rounds to whole numbers


def gain_unit(answer: Answer) -> str:
    """What is gained, and for whom: "weeks of illness averted per 1 million people"."""
    gain = GAINS[answer.goal]
    done = f"{gain.unit} {gain.done}"
    return f"{done} per {population_words(answer.population)}" if gain.counted else done


def money(amount: float, answer: Answer) -> str:
    """Money per person: "GBP 2.50"."""
    return f"{answer.currency} {number_words(amount, CENTS)}"


def cost_cells(one: Candidate, answer: Answer) -> tuple[str, str]:
    """Extra cost, and its interval."""
    cost, low, high = answer.interval(one.costs)
    return number_words(cost, CENTS), range_words(low, high, CENTS, signed=False) if math.isfinite(low) else "none"


def gain_cells(one: Candidate, answer: Answer) -> tuple[str, str]:
    """Gain, and its interval."""
    unit = SHORT.get(answer.goal, "")
    text = interval_words(*answer.interval(one.gains), unit=unit, signed=False).removesuffix(")")
    value, _, ends = text.partition(" (")
    return value.removesuffix(unit).rstrip(), ends.removeprefix("95 % interval ") if "to" in ends else "none"


def mix_words(one: Candidate, answer: Answer) -> str:
    """What a mix consists of: "100 % of Group CBT and 34 % of Peer support"."""
    used = zip(one.shares, answer.titles, strict=True)
    return listed([f"{PERCENT * share:.0f} % of {title}" for share, title in used if share > 0.0])


def below_words(one: Candidate, answer: Answer) -> str:
    """Whether a mix gains less than the winner: "less", "more" or "not clear"; empty where it is the winner."""
    winner = answer.finalists[0]
    if one.shares == winner.shares:
        return ""
    verdict = answer.compared(winner, one)
    if not (verdict.separable and is_settled(verdict.populations)):
        return "not clear"
    return "less" if verdict.difference > 0.0 else "more"


def verdict_words(answer: Answer) -> str:
    """Whether the winner is better than the runner-up, and in how many populations."""
    verdict = answer.verdict
    if verdict is None:
        return "No other mix that gains anything differs from it by much."
    if math.isnan(verdict.low):
        return "With one replicate, the winner and the runner-up cannot be distinguished."
    unit = SHORT.get(answer.goal, "")
    size = interval_words(verdict.difference, verdict.low, verdict.high, unit)
    if not is_settled(verdict.populations):
        return f"Winner against runner-up: a difference of {size}; {not_yet(verdict.populations)}."
    said = f"Against the runner-up the winner is {_counted(verdict)}: a difference of {size}"
    return f"{said}." if verdict.separable else f"{said}, which includes zero. Either may be best."


def _counted(verdict: Verdict) -> str:
    return counted_words("better", verdict.ahead, verdict.populations, ("worse", verdict.behind))


def cost_warning(answer: Answer) -> str:
    """A warning if the winner costs more than the budget on new populations; empty otherwise."""
    cost, low, _ = answer.interval(answer.finalists[0].costs)
    if cost <= answer.budget:
        return ""
    chance = "more than the budget beyond chance" if low > answer.budget else "more than the budget, perhaps by chance"
    return f"On new populations the winner costs {money(cost, answer)}, {chance}."


def share_words(answer: Answer) -> str:
    """How much of the uncertainty about the winner's gain comes from parameters; empty where it is not known."""
    gains = answer.finalists[0].gains
    share = parameter_share(answer.uncertainty, gains, range(len(gains)))
    return variance_words("the winner's gain", share) if math.isfinite(share.between) else ""


def finding(answer: Answer) -> str:
    """The finding in one sentence."""
    best, gain = answer.finalists[0], GAINS[answer.goal]
    gained, ends = gain_cells(best, answer)
    _, low, high = answer.interval(best.gains)
    of_all = f" per {population_words(answer.population)}" if gain.counted else ""
    described = f" (95 % interval {ends})" if ends != "none" else ""
    chance = ", which may be chance," if low <= 0.0 <= high else ""
    budget, spent = money(answer.budget, answer), money(abs(best.cost), answer)
    does = gain.described.format(number=gained, of_all=of_all)
    cost = f"for {spent}" if best.cost >= 0.0 else f"and saves {spent}"
    lead = f"Within {budget} more per person and year, the best mix found {does}{described}{chance} {cost}"
    verdict = answer.verdict
    if verdict is None or math.isnan(verdict.low):
        return f"{lead}."
    if not is_settled(verdict.populations):
        return f"{lead}; against the runner-up, {not_yet(verdict.populations)}."
    return f"{lead}; against the runner-up it is {_counted(verdict)}."
