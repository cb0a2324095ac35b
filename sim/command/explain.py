"""`run.py explain`: follow one simulated person, week by week, and what moved their self-efficacy."""

from typing import TYPE_CHECKING, Annotated

import pandas as pd
import typer
from rich.markup import escape
from rich.table import Table

from sim.command.console import LARGEST_SEED, printer
from sim.errors import UserInputError
from sim.people.state import Cause
from sim.report.words.life import PUSHES, jumps, points_a_logit, turning_points
from sim.report.words.quantities import MINUS
from sim.report.words.sources import cause_label
from sim.scenario.load import BASELINE, load_scenario

if TYPE_CHECKING:
    from sim import RecoveryModel

LARGEST_TOWN = 100_000
QUIET = "…"


def explain_command(
    scenario: Annotated[str, typer.Argument(help="Scenario name, or path of a .toml file.")] = BASELINE,
    person: Annotated[
        int | None, typer.Option(min=0, help="Id of the person; by default somebody with many events.")
    ] = None,
    people: Annotated[int, typer.Option(min=1, max=LARGEST_TOWN, help="People in the population.")] = 1000,
    weeks: Annotated[int, typer.Option(min=1, max=10_000, help="Weeks to simulate; 52 are a year.")] = 156,
    seed: Annotated[
        int, typer.Option(min=0, max=LARGEST_SEED, help="The same seed gives the same people and events.")
    ] = 1,
    every_week: Annotated[bool, typer.Option("--every-week", help="Show quiet weeks too.")] = False,
) -> int:
    """
    Follow one simulated person: what happened, the scores, and what moved self-efficacy, adding up exactly.

    Shows the weeks of events, of jumps of self-efficacy, and of random pushes to symptoms: bad spells without an event,
    and fresh starts. Sessions, attempts and visits are shown with --every-week.

    The person does not exist. A life history is one random draw and says nothing about any real person.

    Examples:
        uv run run.py explain --person 660 expanded_cbt --people 1500 --seed 7 --weeks 208

        uv run run.py explain
    """
    from sim import RecoveryModel

    console = printer()
    checked = load_scenario(scenario)
    model = RecoveryModel(checked, people=people, rng=seed, collect=False)
    happened = lively(model, weeks)
    chosen = happened if person is None else person
    try:
        life = model.explain(chosen)
    except ValueError:
        raise UserInputError(
            f"--person {chosen}: nobody with this id lived in these {weeks} weeks. The first {people:,} people "
            f"have the ids 0 to {people - 1}; try --person {happened}, who has many events."
        ) from None
    first, came = life.iloc[0], int(str(life.index[0]))
    console.print(
        f"[bold]Person {chosen}[/bold]{arrival(chosen, people, came)}, aged {first['age']:.0f}, under "
        f"“{escape(checked.title)}”: weeks {life.index[0]} to {life.index[-1]}"
    )
    console.print(life_table(life, every_week))
    console.print(ledger_table(life))
    console.print("This person does not exist: one random draw, which says nothing about any real person.")
    return 0


def arrival(person: int, people: int, week: int) -> str:
    """How somebody came whose number is larger than there are people at a time: in the place of one who left.

    Args:
        person: the id; each newcomer has that of whoever left, and as much more as there are people.
        people: at a time.
        week: first week of the person.
    """
    return f", who came in week {week} in the place of person {person - people}" if person >= people else ""


def lively(model: "RecoveryModel", weeks: int) -> int:
    """Run a model, and find somebody who was there throughout and had many events.

    Args:
        model: a `RecoveryModel` that has not yet stepped; it is run.
        weeks: how long.

    Returns:
        The person's id.
    """
    people = model.engine.people
    first, events = people["id"].copy(), people["episodes"].sum(axis=1) * 0.0
    ill = people["in_episode"].any(axis=1)
    for _ in range(weeks):
        model.step()
        people = model.engine.people
        now = people["in_episode"].any(axis=1)
        events += (now != ill) + 2.0 * (people["course_ended"] > 0) + (people["trauma"] > 0)
        ill = now
    events[people["id"] != first] = -1.0
    return int(people["id"][int(events.argmax())])


def life_table(life: pd.DataFrame, every_week: bool) -> Table:
    """The weeks of a life history in which something changed (or all of them), and what moved self-efficacy in jumps.

    Args:
        life: as from `RecoveryModel.explain`.
        every_week: show quiet weeks too.
    """
    turned, jumped = turning_points(life, PUSHES), jumps(life)
    table = Table(box=None, padding=(0, 2, 0, 0))
    for heading in ("week", "PHQ-9", "GAD-7", "PCL-5", "GSE", "what happened"):
        table.add_column(heading, justify="left" if heading == "what happened" else "right")
    ends = {int(str(life.index[0])), int(str(life.index[-1]))}
    skipped = False
    for week, row in life.iterrows():
        number = int(str(week))
        if not every_week and number not in {*turned, *jumped, *ends}:
            skipped = True
            continue
        if skipped:
            table.add_row(QUIET)
            skipped = False
        scores = (f"{row[name]:.0f}" for name in ("phq9", "gad7", "pcl5", "gse"))
        happened = str(row["events"]) if every_week else turned.get(number, "")
        said = (happened, jumped.get(number, ""))
        table.add_row(str(number), *scores, "; ".join(part for part in said if part))
    return table


def ledger_table(life: pd.DataFrame) -> Table:
    """What moved a person's self-efficacy over these weeks, cause by cause.

    Args:
        life: as from `RecoveryModel.explain`.
    """
    title = "What moved self-efficacy (points of the GSE, 10-40)"
    table = Table(title=title, title_justify="left", box=None, padding=(0, 2, 0, 0))
    table.add_column("cause")
    table.add_column("added", justify="right")
    last, change = float(life["belief"].iloc[-1]), float(life["change"].sum())
    factor = points_a_logit(last - change, last)
    sums = factor * life[[cause.name.lower() for cause in Cause]].sum()
    for name, value in sums.sort_values(key=abs, ascending=False).items():
        table.add_row(cause_label(str(name)), f"{value:+.2f}".replace("-", MINUS))
    table.add_row("[bold]total[/bold]", f"[bold]{factor * change:+.2f}[/bold]".replace("-", MINUS))
    return table
