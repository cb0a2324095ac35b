"""The best mix for a budget, in words: what it is, what it costs and gains, and what may be said of it."""

from typing import NamedTuple

from sim.report.words import interval_words, listed, number_words, population_words, range_words
from sim.studies.mix import Answer, Candidate, mean_interval

CENTS = 2  # decimals of money a head


class Gain(NamedTuple):
    """How a gain is told."""

    unit: str  # "weeks of illness averted"
    counted: bool  # whether it is told for the represented population


GAINS = {
    "weeks_of_illness": Gain("weeks of illness averted", True),
    "recovered": Gain("more people recovered", True),
    "qalys": Gain("QALYs gained", True),
    "gap": Gain("weeks per 1,000 people off the gap between deprivation fifths", False),
}
"""Goals by name; each is a name of `WORTHS`."""
SHORT = {"weeks_of_illness": "weeks of illness", "recovered": "people"}  # units that `words` rounds to whole numbers


def gain_unit(answer: Answer) -> str:
    """What is gained, and for whom: "weeks of illness averted per 1 million people"."""
    gain = GAINS[answer.goal]
    return f"{gain.unit} per {population_words(answer.population)}" if gain.counted else gain.unit


def money(amount: float, answer: Answer) -> str:
    """Money a head: "GBP 2.50"."""
    return f"{answer.currency} {number_words(amount, CENTS)}"


def cost_cells(one: Candidate, answer: Answer) -> tuple[str, str]:
    """Extra cost, and its interval."""
    cost, low, high = mean_interval(one.costs, answer.seed)
    return number_words(cost, CENTS), "none" if low != low else range_words(low, high, CENTS, signed=False)


def gain_cells(one: Candidate, answer: Answer) -> tuple[str, str]:
    """Gain, and its interval."""
    unit = SHORT.get(answer.goal, "")
    text = interval_words(*mean_interval(one.gains, answer.seed), unit=unit, signed=False).removesuffix(")")
    value, _, ends = text.partition(" (")
    return value.removesuffix(unit).rstrip(), ends.removeprefix("95 % interval ") if "to" in ends else "none"


def mix_words(one: Candidate, answer: Answer) -> str:
    """What a mix consists of: "100 % of Group CBT and 34 % of Peer support"."""
    return listed(
        [f"{share:.0%} of {title}".replace("%", " %", 1) for share, title in zip(one.shares, answer.titles, strict=True)
         if share > 0.0]
    )  # fmt: skip


def verdict_words(answer: Answer) -> str:
    """Whether the winner can be told from the runner-up."""
    verdict = answer.verdict
    if verdict is None:
        return "No other mix that gains anything differs from it by much."
    if verdict.low != verdict.low:
        return "With one replicate, nobody can tell the winner from the runner-up."
    unit = SHORT.get(answer.goal, "")
    told = interval_words(verdict.difference, verdict.low, verdict.high, unit)
    if verdict.separable:
        return f"The winner is better than the runner-up beyond chance: a difference of {told}."
    return f"The winner is not separable from the runner-up: a difference of {told} includes zero. Either may be best."


def cost_warning(answer: Answer) -> str:
    """What to say where the winner turns out dearer than the budget on fresh people; empty where it does not."""
    cost, low, _ = mean_interval(answer.finalists[0].costs, answer.seed)
    if cost <= answer.budget:
        return ""
    clearly = (
        "more than the budget, beyond chance" if low > answer.budget else "about the budget: its interval holds it"
    )
    return f"On fresh people the winner costs {money(cost, answer)}, {clearly}."


def finding(answer: Answer) -> str:
    """The finding in one sentence."""
    best = answer.finalists[0]
    gained, ends = gain_cells(best, answer)
    _, low, high = mean_interval(best.gains, answer.seed)
    lead = f"For {money(answer.budget, answer)} more a head and year, the best mix found brings {gained} {gain_unit(answer)}"
    if low <= 0.0 <= high:
        lead += ", which chance alone might bring"
    told = f" (95 % interval {ends})" if ends != "none" else ""
    verdict = answer.verdict
    if verdict is None or verdict.low != verdict.low:
        return f"{lead}{told}."
    last = "clearly more than its runner-up" if verdict.separable else "not separable from its runner-up"
    return f"{lead}{told}: {last}."
