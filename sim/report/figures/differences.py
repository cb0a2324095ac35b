"""Figures: the difference every policy makes to every outcome, in strips, one figure a family of outcomes."""

from collections.abc import Sequence
from typing import NamedTuple

from matplotlib.figure import Figure

from sim.report.figures.strips import Row, Strip, draw_strips, strips_height
from sim.report.figures.style import UNITS, empty, headline, look, looks, new_figure, note
from sim.report.words.answer import known_differences
from sim.report.words.comparison import Comparison, policies, whole
from sim.report.words.findings import compared, of_outcome, rule_of
from sim.report.words.outcome_rows import AVERTED, OutcomeRow, outcome_rows, outcomes_of
from sim.report.words.quantities import FEWEST_REPLICATES, population_words, shortened, time_words

LABEL_LENGTH = 50  # characters of a title that are shown
EMPTY_HEIGHT = 1.2  # inches
NOTHING = "no differences to show"


class Lead(NamedTuple):
    """An outcome that a finding can be about, in words that fit behind its verbs; {} stands for the population."""

    outcome: str
    subject: str
    verbs: tuple[str, str] = ("raises", "lowers")
    noun: str = ""
    whole_run: bool = True  # else of the last year


class Family(NamedTuple):
    """Outcomes that belong together."""

    title: str
    outcomes: Sequence[str]
    leads: Sequence[Lead]  # the finding is about the first with a clear difference, else about the first


FAMILIES: dict[str, Family] = {
    "illness": Family(
        "Illness and recovery",
        (
            AVERTED, "recovered", "phq9_cases", "gad7_cases", "pcl5_cases", "years_with_disability",
            "deprivation_gap",
        ),
        (Lead(AVERTED, "weeks of illness per {}", ("reduces", "increases"), "weeks of illness averted per {}"),),
    ),
    "belief": Family(
        "Self-efficacy and stigma",
        ("self_efficacy", "public_stigma", "self_stigma"),
        (
            Lead("self_efficacy", "self-efficacy (GSE) in the last year", whole_run=False),
            Lead("public_stigma", "public stigma in the last year", whole_run=False),
            Lead("self_stigma", "the self-stigma of the ill in the last year", whole_run=False),
        ),
    ),
    "care": Family(
        "Care and waiting",
        ("people_treated", "weeks_waited"),
        (
            Lead("people_treated", "the number of people treated per {}"),
            Lead("weeks_waited", "the wait for treatment", ("lengthens", "shortens")),
        ),
    ),
    "money": Family("Money and posts", ("cost", "qalys", "staff_posts"), (Lead("cost", "cost per {}"),)),
}  # fmt: skip
"""By the name that their files have. Whatever else is measured goes to the last one."""


def outcomes_in(family: str, rows: Sequence[OutcomeRow]) -> list[str]:
    """The outcomes of a family that were measured."""
    known = [name for one in FAMILIES.values() for name in one.outcomes]
    present = outcomes_of(list(rows))
    last = family == list(FAMILIES)[-1]
    others = [name for name in present if name not in known] if last else []
    return [name for name in FAMILIES[family].outcomes if name in present] + others


def strip_title(row: OutcomeRow, population: str) -> str:
    """The outcome, its unit, and in which population it is counted."""
    unit = UNITS.get(row.effect.unit, row.effect.unit)
    told = unit.split(maxsplit=1)[0].lower() in row.label.lower() if unit else True
    parts = [row.label] if told else [row.label, unit]
    return f"{', '.join(parts)}, per {population}" if row.counted else ", ".join(parts)


def said_of(row: OutcomeRow) -> str:
    """What stands beside a strip: the mean and its interval, and below them how certain it is."""
    numbers = f"{row.number_words}  ({row.range_words})" if row.range_words else row.number_words
    return f"{numbers}\n{row.verdict_words}" if row.effect.known else ""


def is_sure(row: OutcomeRow) -> bool:
    """Whether a difference is beyond doubt, of a size that matters, and from enough populations."""
    return row.effect.clear and row.verdict not in ("early", "small")


def strips_of(comparison: Comparison, family: str, rows: Sequence[OutcomeRow]) -> list[Strip]:
    """The strips of a family."""
    population = population_words(whole(comparison.settings, "represented_population"))
    styles = looks(policies(comparison))
    found = []
    for outcome in outcomes_in(family, rows):
        mine = [row for row in rows if row.outcome == outcome]
        drawn = [
            Row(
                shortened(row.effect.title, LABEL_LENGTH), styles.get(row.effect.scenario, look(0)), row.effect,
                known_differences(comparison, row.effect.scenario, outcome), said_of(row), is_sure(row),
            )
            for row in mine
        ]  # fmt: skip
        found.append(Strip(strip_title(mine[0], population), mine[0].effect.better, drawn))
    return found


def finding_of(comparison: Comparison, family: str, rows: Sequence[OutcomeRow]) -> str:
    """The finding: what the policies do to the first outcome of a family in which something is clear."""
    leads = FAMILIES[family].leads
    sure = {row.outcome for row in rows if row.verdict in ("better", "worse")}
    lead = next((one for one in leads if one.outcome in sure), leads[0])
    population = population_words(whole(comparison.settings, "represented_population"))
    over = f" over {time_words(whole(comparison.settings, 'weeks'))}" if lead.whole_run else ""
    subject, noun = (f"{words.format(population)}{over}" if words else "" for words in (lead.subject, lead.noun))
    effects = of_outcome(rows, lead.outcome)
    return compared(effects, subject, verbs=lead.verbs, noun=noun, rule=rule_of(rows, lead.outcome))


def reading(replicates: int) -> str:
    """How to read dots, bars and tint."""
    if replicates < FEWEST_REPLICATES:
        return "One simulated population: no intervals are possible. Tint: the better side of zero."
    return (
        "Small dots: the difference in each simulated population. Bar: the 95 % interval of their mean, printed at the "
        "right; the large mark is the mean, hollow where the bar crosses zero, where the difference is too small to "
        "matter, or where populations are too few. Tint: the better side. Every outcome has an axis of its own."
    )


def draw_family(comparison: Comparison, family: str) -> tuple[Figure, str]:
    """Draw the differences from the baseline in a family of outcomes.

    Args:
        comparison: the results.
        family: one of `FAMILIES`.

    Returns:
        The figure and its finding in one sentence.
    """
    rows = outcome_rows(comparison.summary, comparison.titles, comparison.settings)
    finding = finding_of(comparison, family, rows)
    strips = strips_of(comparison, family, rows)
    figure = new_figure(strips_height(strips) or EMPTY_HEIGHT)
    if strips:
        draw_strips(figure, strips)
    else:
        axes = figure.subplots()
        axes.set_axis_off()
        empty(axes, NOTHING)
    note(figure, reading(whole(comparison.settings, "replicates")))
    headline(figure, finding)
    return figure, finding


def differences_illness(comparison: Comparison) -> tuple[Figure, str]:
    """Draw illness and recovery."""
    return draw_family(comparison, "illness")


def differences_belief(comparison: Comparison) -> tuple[Figure, str]:
    """Draw self-efficacy and stigma."""
    return draw_family(comparison, "belief")


def differences_care(comparison: Comparison) -> tuple[Figure, str]:
    """Draw care and waiting."""
    return draw_family(comparison, "care")


def differences_money(comparison: Comparison) -> tuple[Figure, str]:
    """Draw money and posts."""
    return draw_family(comparison, "money")
