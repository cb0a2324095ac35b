"""The answer to "what would this policy change?" in a few sentences: size, certainty, money, wait, and the catch."""

import math
from collections.abc import Mapping
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from sim.report.words.certainty import SETTLED, counted_words, is_settled, not_yet
from sim.report.words.comparison import Comparison, baseline_of, title_of, whole
from sim.report.words.money import amount_words, terms_of
from sim.report.words.outcome_rows import AVERTED, OutcomeRow, outcome_rows
from sim.report.words.quantities import number_words, population_words, readable, time_words

SURE = 0.9  # share of populations from which on a verdict on cost is a recommendation
HALF = 0.5
TREATED = "people_treated"
COST, WAIT, GAP, POSTS, HEALTH = "cost", "weeks_waited", "deprivation_gap", "staff_posts", "qalys"


class Worth(NamedTuple):
    """Whether a policy is worth its cost, by the same rule everywhere."""

    ratio: float  # cost of a QALY; NaN where there is none to be had
    worth_in: int  # populations in which it is worth its cost
    populations: int
    threshold: float

    @property
    def certainty(self) -> str:
        """In how many populations it is worth its cost."""
        return counted_words("worth its cost", self.worth_in, self.populations)


class PolicyAnswer(NamedTuple):
    """The answer in sentences; those that say nothing are empty."""

    size: str
    money: str
    wait: str
    catch: str

    @property
    def words(self) -> str:
        """All of it."""
        return " ".join(part for part in self if part)


def rows_of(comparison: Comparison, name: str) -> Mapping[str, OutcomeRow]:
    """The rows of one scenario, by outcome."""
    rows = outcome_rows(comparison.summary, comparison.titles, comparison.settings)
    return {row.outcome: row for row in rows if row.effect.scenario == name}


def differences_of(comparison: Comparison, name: str, outcome: str) -> npt.NDArray[np.float64]:
    """What a scenario changes of an outcome in each population; weeks of illness count as averted.

    Args:
        comparison: baseline and scenarios.
        name: of the scenario.
        outcome: of the summary.
    """
    found = comparison.total(name, outcome) - comparison.total(baseline_of(comparison), outcome)
    return 0.0 - found if outcome == AVERTED else found


def known_differences(comparison: Comparison, name: str, outcome: str) -> npt.NDArray[np.float64]:
    """The same for those populations in which it is known: the dots of the figures."""
    found = differences_of(comparison, name, outcome)
    return found[np.isfinite(found)]


def worth_of(comparison: Comparison, name: str) -> Worth | None:
    """Whether a scenario is worth its cost, population by population at mean prices; None without money or change."""
    evaluation = comparison.evaluation
    if evaluation is None:
        return None
    cost, health = differences_of(comparison, name, COST), differences_of(comparison, name, HEALTH)
    if not (cost.any() or health.any()):
        return None
    samples = evaluation.effects.life_years  # the ratio is theirs, as in the report: prices and utilities vary too
    here = samples.names.index(name)
    extra, gain = (float((values[here] - values[0]).mean()) for values in (samples.costs, samples.effects))
    ratio = extra / gain if gain > 0.0 and extra > 0.0 else math.nan
    count = int((evaluation.threshold * health - cost > 0.0).sum())
    return Worth(ratio, count, len(cost), evaluation.threshold)


def answer_of(comparison: Comparison, name: str) -> PolicyAnswer:
    """The answer about one scenario.

    Args:
        comparison: baseline and scenarios, one replicate or more.
        name: of the scenario.
    """
    rows = rows_of(comparison, name)
    title = title_of(comparison.titles, name)
    return PolicyAnswer(
        _size(comparison, rows[AVERTED], title),
        _money(comparison, name, rows),
        _wait(rows[WAIT]),
        _catch(comparison, name, rows),
    )


def _size(comparison: Comparison, row: OutcomeRow, title: str) -> str:
    horizon = time_words(whole(comparison.settings, "weeks"))
    place = population_words(whole(comparison.settings, "represented_population"))
    lead, effect = f"Over {horizon}, {title}", row.effect
    if not effect.known:
        return f"{lead}: weeks of illness were not measured."
    if row.verdict == "same":
        return f"{lead} changes no week of illness."
    amount = number_words(abs(effect.difference), row.decimals)
    share = f" ({row.share_words} of all)" if row.share_words else ""
    done = f"averts {amount} weeks of illness" if effect.difference > 0.0 else f"brings {amount} more weeks of illness"
    return f"{lead} {done} per {place}{share}: {row.verdict_words}."


def _money(comparison: Comparison, name: str, rows: Mapping[str, OutcomeRow]) -> str:
    worth = worth_of(comparison, name)
    if worth is None or COST not in rows:
        return ""
    terms, extra = terms_of(comparison), rows[COST].effect.difference
    if abs(extra) < rows[COST].smallest:
        lead = "What it costs or saves is too small to matter"
    else:
        verb = "cost" if extra > 0.0 else "save"
        lead = f"It may {verb}" if rows[COST].verdict == "unclear" else f"It {verb}s"
        lead += f" {amount_words(abs(extra), terms)}{' more' if extra > 0.0 else ''} (discounted)"
    if math.isfinite(worth.ratio):
        limit = amount_words(worth.threshold, terms)
        beside = "within" if worth.ratio <= worth.threshold else "above"
        health = f"{amount_words(worth.ratio, terms)} for a year in full health (QALY)"
        lead += f", {health} {terms.horizon}, {beside} the {limit} that one is worth"
    sure = worth.certainty if is_settled(worth.populations) else not_yet(worth.populations)
    return f"{lead}: {sure}."


def _wait(row: OutcomeRow) -> str:
    effect = row.effect
    if not effect.known or not effect.has_interval or row.verdict in ("small", "same", "none"):
        return ""
    way = "shorter" if effect.difference < 0.0 else "longer"
    decimals = max(row.decimals, 1)
    size, before = number_words(abs(effect.difference), decimals), number_words(row.baseline, decimals)
    return f"Waits are {size} weeks {way} (without it {before})."


def _catch(comparison: Comparison, name: str, rows: Mapping[str, OutcomeRow]) -> str:
    """The most important thing against it; "" where nothing measured speaks against it, or it is too early."""
    if not is_settled(whole(comparison.settings, "replicates")):
        return ""
    said = []
    if rows[WAIT].verdict == "worse":
        said.append("people wait longer")
    if rows[GAP].verdict == "worse":
        said.append("the gap between the most and the least deprived widens")
    worth = worth_of(comparison, name)
    dear = worth is not None and worth.worth_in * 2 < worth.populations
    posts = rows[POSTS]
    if posts.effect.known and posts.effect.difference >= posts.smallest:
        said.append(f"it takes {readable(posts.effect.difference)} more posts in the last year")
    treated = rows[TREATED]
    if treated.effect.known and treated.effect.difference > treated.baseline > 0.0:
        said.append(f"it has to reach {treated.difference_words.removeprefix('+')} more ({treated.share_words} more)")
    if not said and dear:
        return "The catch: the money would buy more health elsewhere."
    return f"The catch: {' and '.join(said)}." if said else ""


def recommendation(comparison: Comparison, name: str) -> str:
    """What follows for whoever decides, in one sentence that claims no more than the figures do.

    Args:
        comparison: baseline and scenarios.
        name: of the scenario.
    """
    rows, title = rows_of(comparison, name), title_of(comparison.titles, name)
    worth, illness = worth_of(comparison, name), rows[AVERTED].verdict
    horizon = time_words(whole(comparison.settings, "weeks"))
    if not is_settled(whole(comparison.settings, "replicates")):
        return f"{title}: no recommendation from fewer than {SETTLED} populations."
    if illness == "worse":
        return f"{title}: not recommended, it brings more illness."
    if illness in ("small", "same"):
        return f"{title}: it changes too little illness to matter."
    averts = "averts illness" if illness == "better" else "may avert illness"
    if worth is None:
        return f"{title}: it {averts}; costs are not known."
    share = worth.worth_in / worth.populations
    if share >= SURE:
        return f"{title}: worth its cost over {horizon}."
    if share <= 1.0 - SURE:
        return f"{title}: {averts}, but is not worth its cost over {horizon}."
    return f"{title}: whether it is worth its cost over {horizon} is open."


def change_words(comparison: Comparison, name: str) -> list[str]:
    """What would change the answer: the price of a QALY, the horizon, and what the evidence leaves open."""
    said, worth = [], worth_of(comparison, name)
    if worth is not None:
        terms = terms_of(comparison)
        limit = amount_words(worth.threshold, terms)
        if math.isfinite(worth.ratio):
            more = "less" if worth.ratio <= worth.threshold else "more"
            said.append(f"A QALY worth {more} than {amount_words(worth.ratio, terms)} (now {limit}).")
        elif worth.worth_in * 2 >= worth.populations:
            said.append("No price of a QALY: it saves money, or gains health at no cost.")
        else:
            said.append("Evidence that it gains health: here a QALY is gained at no price.")
        said.append(f"Another horizon: costs come first, health later ({terms.horizon} here).")
    shares = comparison.shares
    mine = shares[(shares["scenario"] == name) & (shares["outcome"] == AVERTED)] if len(shares) else shares
    if len(mine) and math.isfinite(float(mine["parameters"].iloc[0])):
        about_half = float(mine["parameters"].iloc[0]) >= HALF
        said.append(
            "Better evidence: most of the uncertainty comes from parameters that it leaves open."
            if about_half
            else "More simulated populations: most of the uncertainty is chance."
        )
    said.append("A theory that is wrong: that is in no interval; the Evidence page shows what the model misses.")
    return said
