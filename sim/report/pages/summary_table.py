"""The summary as a table for the terminal."""

from collections.abc import Mapping

import pandas as pd
from rich import box
from rich.table import Table
from rich.text import Text

from sim.report.words.comparison import whole
from sim.report.words.findings import NOTHING_TO_COMPARE
from sim.report.words.outcome_rows import OutcomeRow, outcome_rows, short_label
from sim.report.words.quantities import FEWEST_REPLICATES, odds_shown, population_words
from sim.studies.comparison.uncertainty import Uncertainty

WIDTH = 100
STYLES = {"better": "bold green", "worse": "bold red"}
VERDICTS = {"no clear difference": "not clear", "no difference": "the same", "no interval": ""}


def outcome_cell(row: OutcomeRow) -> Text:
    """The outcome in a few words, with its unit where the words do not name it."""
    label = short_label(row.label)
    unit = row.unit.removesuffix(" of people")
    named = unit.split(maxsplit=1)[0] in label.lower() if unit else True
    return Text.assemble(label[:1].upper() + label[1:], ("" if named else f", {unit}", "dim"))


def add_block(table: Table, rows: list[OutcomeRow]) -> None:
    """Add the rows of one scenario under its title."""
    table.add_row(Text(rows[0].effect.title, style="bold"))
    for row in rows:
        verdict = row.effect.verdict
        style = STYLES.get(verdict, "")
        table.add_row(
            outcome_cell(row),
            Text(row.baseline_words.removesuffix(row.unit).rstrip()),
            Text(row.number_words, style=style),
            Text(row.range_words or "none"),
            Text(VERDICTS.get(verdict, verdict), style=style),
            Text(row.odds.replace("over ", ">").replace("under ", "<")),
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
    caption = (
        "The baseline of weeks averted is all weeks of illness. Shares, points and SD are means of the last year. "
        f"Intervals over {replicates} replicates {uncertainty.words}. "
        "Chance: how often the next such population would do better with the policy; "
        f"{replicates} replicates can show it {' to '.join(odds_shown(replicates))}. "
        "Recovered: ill at the start, and well at the end."
        if replicates >= FEWEST_REPLICATES
        else "One replicate: no interval is possible, and nobody can tell these differences from chance."
    )
    table = Table(
        title=Text(f"Difference from the baseline. Counts are for {population_words(population)}."),
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
    table.add_column("Verdict")
    table.add_column("Chance", min_width=8)
    rows = outcome_rows(summary, titles, settings)
    for scenario in dict.fromkeys(row.effect.scenario for row in rows):
        add_block(table, [row for row in rows if row.effect.scenario == scenario])
    if not rows:
        table.add_row(Text(NOTHING_TO_COMPARE))
    return table
