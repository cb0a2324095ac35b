"""Money and health in the report: two figures, the incremental table, and the yearly budget."""

from typing import NamedTuple

from matplotlib.figure import Figure

from sim.economics.frontier import Standing
from sim.economics.incremental import IncrementalRow
from sim.economics.samples import Interval, Samples
from sim.economics.valuation import CATEGORIES
from sim.report.figures.acceptability_curve import acceptability_curve
from sim.report.figures.cost_effectiveness_plane import cost_effectiveness_plane
from sim.report.words.comparison import Comparison, title_of, whole
from sim.report.words.money import TWO_INTERVALS, Terms, amount_words, in_other_prices, terms_of, whose_costs
from sim.report.words.quantities import FEWEST_REPLICATES, readable
from sim.studies.comparison.evaluation import PER, Evaluation

MOST_SHOWN = 3  # uncertain numbers named as worth knowing


class Step(NamedTuple):
    """One row of the incremental table, in words."""

    title: str
    cost: str
    effect: str
    standing: str
    ratio: str
    gain: str


class Year(NamedTuple):
    """One scenario's budget, in words: extra cost against the baseline by year, and posts."""

    title: str
    extra: list[str]
    posts: str


class Item(NamedTuple):
    """What one service or programme costs beyond the baseline, in words."""

    title: str
    category: str
    item: str
    extra: str


class Section(NamedTuple):
    """All that the page says of money and health."""

    basis: str
    steps: list[Step]
    disability: list[Step]
    items: list[Item]
    years: int
    budget: list[Year]
    information: str
    label: str


def plane(comparison: Comparison) -> tuple[Figure, str]:
    """The cost-effectiveness plane of a comparison that has an evaluation."""
    evaluation = _present(comparison)
    samples = evaluation.effects.life_years
    titles = [title_of(comparison.titles, name) for name in samples.names]
    return cost_effectiveness_plane(titles, samples.costs, samples.effects, evaluation.threshold, terms_of(comparison))


def curve(comparison: Comparison) -> tuple[Figure, str]:
    """The acceptability curve of a comparison that has an evaluation."""
    evaluation = _present(comparison)
    samples = evaluation.effects.life_years
    titles = [title_of(comparison.titles, name) for name in samples.names]
    return acceptability_curve(titles, samples.costs, samples.effects, evaluation.threshold, terms_of(comparison))


def money_lines(comparison: Comparison) -> list[str]:
    """What a terminal says of money: whose, of which year, and what a QALY costs in each scenario."""
    evaluation = comparison.evaluation
    if evaluation is None:
        return []
    terms = terms_of(comparison)
    steps = [_step(comparison, row, evaluation.effects.life_years, terms) for row in evaluation.incremental]
    mine = [(step.title, step.ratio or step.standing) for step in steps if step.title != _baseline_title(comparison)]
    over = f"{terms.horizon[:1].upper()}{terms.horizon[1:]}"
    lines = [f"{over}: {whose_costs(evaluation.economy)[:1].lower()}{whose_costs(evaluation.economy)[1:]}"]
    lines += [f"{title}, {terms.horizon}: {said}." for title, said in mine]
    lines += [f"On what a policy is worth there is {terms.caveat}."] if terms.caveat else []
    return lines if whole(comparison.settings, "replicates") < FEWEST_REPLICATES else [*lines, TWO_INTERVALS]


def _baseline_title(comparison: Comparison) -> str:
    return title_of(comparison.titles, _present(comparison).effects.life_years.names[0])


def _items(comparison: Comparison, evaluation: Evaluation, terms: Terms) -> list[Item]:
    table = evaluation.items
    return [
        Item(
            title_of(comparison.titles, str(row["scenario"])),
            str(row["category"]),
            str(row["item"]).replace("_", " "),
            amount_words(float(row["extra"]), terms),
        )
        for row in table[table["extra"] != 0.0].to_dict("records")
    ]


def section_of(comparison: Comparison) -> Section | None:
    """What the page says; None where there is no evaluation."""
    evaluation = comparison.evaluation
    if evaluation is None:
        return None
    terms = terms_of(comparison)
    worth = amount_words(evaluation.threshold, terms)
    basis = (
        f"{whose_costs(evaluation.economy)} They are per 1,000 people over the whole run. Costs and health are "
        f"discounted; the budget is not. The threshold for a year in full health (QALY) is {worth}, whichever year's "
        "prices are reported. Quality of life is the norm of sex and age less what present symptoms take. Deaths and "
        "suicides are not modelled, so no years of life are gained or lost through them."
    )
    budget = evaluation.budget
    scale = whole(comparison.settings, "represented_population") / PER
    years = int(budget["year"].max())
    rows = []
    for name in evaluation.effects.life_years.names[1:]:
        mine = budget[budget["scenario"] == name]
        money = mine[mine["category"].isin(CATEGORIES)].groupby("year")["extra"].sum()
        posts = mine[mine["category"] == "posts"]["extra"]
        extra = [amount_words(scale * value, terms) for value in money]
        rows.append(Year(title_of(comparison.titles, name), extra, readable(scale * float(posts.max()), signed=True)))
    disability = terms._replace(effect="years lived with disability", one_effect="year averted")
    return Section(
        basis,
        [_step(comparison, row, evaluation.effects.life_years, terms) for row in evaluation.incremental],
        [
            _step(comparison, row, evaluation.effects.disability, disability)
            for row in evaluation.incremental_disability
        ],
        _items(comparison, evaluation, terms),
        years,
        rows,
        _information(evaluation, terms),
        evaluation.label,
    )


def _information(evaluation: Evaluation, terms: Terms) -> str:
    table = evaluation.information
    everything = float(table[table["number"] == "everything here"]["value"].iloc[0])
    if everything <= 0.0:
        return "To know prices, utilities and chance exactly would change no choice: it is worth nothing here."
    named = [
        f"{str(row['number']).replace('_', ' ')} ({amount_words(float(row['value']), terms)})"
        for row in table.to_dict("records")
        if row["number"] != "everything here" and float(row["value"]) > 0.0
    ]
    worth = amount_words(everything, terms)
    said = f"To know prices, utilities and chance exactly would be worth {worth} per 1,000 people"
    return f"{said}; most of all {', '.join(named[:MOST_SHOWN])}." if named else f"{said}."


def _step(comparison: Comparison, row: IncrementalRow, samples: Samples, terms: Terms) -> Step:
    here = samples.names.index(row.strategy)
    cost = float((samples.costs[here] - samples.costs[0]).mean())
    effect = float((samples.effects[here] - samples.effects[0]).mean())
    because = " and ".join(title_of(comparison.titles, name) for name in row.because_of)
    standing = str(row.standing)
    if row.standing is not Standing.FRONTIER and because:
        standing = f"the same as {because}" if row.standing is Standing.SAME else f"{standing} by {because}"
    ratio = ""
    if row.against:
        against = title_of(comparison.titles, row.against)
        ratio = f"{amount_words(row.icer.value, terms)} per {terms.one_effect}, against {against}"
        ratio += f" ({row.icer.words})" if row.icer.words else _range(row.icer.interval, terms)
        ratio += in_other_prices(row.icer.value, _present(comparison).economy, terms)
    gain = amount_words(row.gain, terms) + _range(row.gain_interval, terms)
    return Step(
        title_of(comparison.titles, row.strategy),
        amount_words(cost, terms),
        readable(effect, signed=True),
        standing,
        ratio,
        gain,
    )


def _range(ends: Interval, terms: Terms) -> str:
    if ends.low != ends.low:
        return ""
    return f" ({amount_words(ends.low, terms)} to {amount_words(ends.high, terms)})"


def _present(comparison: Comparison) -> Evaluation:
    assert comparison.evaluation is not None
    return comparison.evaluation
