"""The summary as a table for the terminal."""

from collections.abc import Mapping

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from sim.report.words.certainty import NOT_YET, is_settled, not_yet
from sim.report.words.comparison import whole
from sim.report.words.findings import NOTHING_TO_COMPARE
from sim.report.words.outcome_rows import OutcomeRow, outcome_rows, short_label
from sim.report.words.quantities import FEWEST_REPLICATES, population_words, time_words
from sim.studies.comparison.uncertainty import Uncertainty

WIDTH = 100
STYLES = {"better": "bold green", "worse": "bold red"}  # by verdict, and none has one from fewer than 12 populations


def outcome_cell(row: OutcomeRow) -> Text:
    """The outcome in a few words, with its unit where the words do not name it."""
    label = short_label(row.label)
    unit = row.unit.removesuffix(" of people")
    named = unit.split(maxsplit=1)[0] in label.lower() if unit else True
    return Text.assemble(label[:1].upper() + label[1:], ("" if named else f", {unit}", "dim"))


def certainty_words(row: OutcomeRow) -> str:
    """How certain a figure is, in the words that the column has room for; its caption says what is counted."""
    if row.verdict == "early":
        return NOT_YET
    return row.verdict_words.removesuffix(" simulated populations")


def add_block(table: Table, rows: list[OutcomeRow]) -> None:
    """Add the rows of one scenario under its title."""
    table.add_row(Text(rows[0].effect.title, style="bold"))
    for row in rows:
        style = STYLES.get(row.verdict, "")
        table.add_row(
            outcome_cell(row),
            Text(row.baseline_words.removesuffix(row.unit).rstrip()),
            Text(row.number_words, style=style),
            Text(row.range_words or "none"),
            Text(certainty_words(row), style=style),
        )
    table.add_section()


def summary_table(summary: pd.DataFrame, titles: Mapping[str, str], settings: Mapping[str, object]) -> Table:
    """The summary as a table of at most 100 columns, one block a scenario.

    Args:
        summary: the comparison's summary.
        titles: titles of the scenarios.
        settings: how the comparison was run (represented population and replicates are read).
    """
    population, replicates = whole(settings, "represented_population"), whole(settings, "replicates")
    uncertainty = Uncertainty(str(settings.get("uncertainty", Uncertainty.STOCHASTIC)))
    horizon = time_words(whole(settings, "weeks"))
    caption = "Shares, points and SD are means of the last year. "
    if replicates < FEWEST_REPLICATES:
        caption += "One replicate: no interval is possible, and nobody can tell these differences from chance."
    else:
        caption += (
            f"Intervals over {replicates} replicates {uncertainty.words}. "
            f"Certainty: in how many of {replicates} simulated populations it came out so. "
            "The baseline of weeks averted is all weeks of illness. Recovered: ill at the start, and well at the end."
        )
        if not is_settled(replicates):
            caption += f" There is {not_yet(replicates)}: run more --replicates."
    table = Table(
        title=Text(f"Difference from the baseline over {horizon}. Counts are for {population_words(population)}."),
        caption=Text(caption),
        box=box.SIMPLE_HEAD,
        width=WIDTH,
        title_justify="left",
        caption_justify="left",
        padding=(0, 1, 0, 0),
    )
    table.add_column("Outcome", ratio=1)
    for heading in ("Baseline", "Difference", "95 % interval"):
        table.add_column(heading, justify="right")
    table.add_column("Certainty")
    rows = outcome_rows(summary, titles, settings)
    for scenario in dict.fromkeys(row.effect.scenario for row in rows):
        add_block(table, [row for row in rows if row.effect.scenario == scenario])
    if not rows:
        table.add_row(Text(NOTHING_TO_COMPARE))
    return table
