"""The best mix within a budget, as tables for the terminal."""

from rich import box
from rich.table import Table
from rich.text import Text

from sim.report.words.mix import PERCENT, below_words, cost_cells, gain_cells, gain_unit, mix_words
from sim.report.words.quantities import number_words
from sim.studies.planning.answer import Answer
from sim.studies.planning.candidates import Candidate

WIDTH = 100
ROLES = ("Winner", "Runner-up")


def share_table(answer: Answer) -> Table:
    """The shares of winner and runner-up, one row per lever."""
    table = _table("Shares: 100 % is the scenario as its file states it, 0 % is without it.")
    table.add_column("Lever", ratio=1)
    for role in ROLES[: len(answer.finalists)]:
        table.add_column(role, justify="right")
    for number, title in enumerate(answer.titles):
        shares = [f"{number_words(PERCENT * one.shares[number], 0)} %" for one in answer.finalists]
        table.add_row(Text(f"{title} ({answer.names[number]})"), *shares)
    return table


def result_table(answer: Answer) -> Table:
    """Cost and gain of winner, runner-up and single levers, one row each."""
    table = _table(f"Compared with the baseline, per person and year in {answer.currency}; gain: {gain_unit(answer)}.")
    table.add_column("Mix", ratio=1)
    for heading in ("Extra cost", "95 % interval", "Gain", "95 % interval"):
        table.add_column(heading, justify="right")
    table.add_column("Than winner")

    def add(name: str, one: Candidate, style: str = "") -> None:
        table.add_row(
            Text(name, style=style), *cost_cells(one, answer), *gain_cells(one, answer), below_words(one, answer)
        )

    for role, one in zip(ROLES, answer.finalists, strict=False):
        add(role, one, "bold")
    table.add_section()
    for one in answer.singles.values():
        add(f"Only {mix_words(one, answer)}", one)
    return table


def _table(title: str) -> Table:
    return Table(title=Text(title), box=box.SIMPLE_HEAD, width=WIDTH, title_justify="left", padding=(0, 1, 0, 0))
