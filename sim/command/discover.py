"""`run.py discover`: when does a policy fail? A few readable rules from a sweep."""

from functools import partial
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from sim.core.csv_files import write_csv
from sim.core.results import Results

TABLE, FIGURE = "discovery.csv", "discovery.png"


def discover_command(
    folder: Annotated[Path, typer.Argument(metavar="DIR", help="Folder of a finished sweep.")],
    where: Annotated[
        str, typer.Option(help='Condition to explain, such as "ptsd_prevalence > 0.05"; join several with "and".')
    ],
    design_number: Annotated[
        int | None, typer.Option("--design", min=1, help="Number of a design in the folder.")
    ] = None,
) -> int:
    """
    Find where in a sweep a condition holds, as a short list of rules on the parameters.

    Each rule has a coverage (the share of all cases that it includes) and a density (the share of included points that
    are cases). Coverage and density are also shown for points held out from learning. Writes discovery.csv and
    discovery.png.

    Example:
        uv run run.py discover results/my_sweep --where "ptsd_prevalence > 0.05"
    """
    from sim.studies.sensitivity.discover import discover
    from sim.studies.sensitivity.sampled import sampled
    from sim.studies.sweeps.store import Store

    console = Console(highlight=False, soft_wrap=True)
    with Store(folder) as store:
        found = discover(sampled(store, design_number), where)
    console.print(f"{int(found.cases.sum())} of {len(found.cases)} points meet the condition: {where}.", markup=False)
    table = found.table()
    with Results(folder, TABLE, [FIGURE]) as results:
        results.write(TABLE, partial(write_csv, table))
        if found.rules:
            from sim.report.figures.discovery_map import draw_discovery
            from sim.report.figures.style import png

            drawn = png(draw_discovery(found)).whole
            results.write(FIGURE, lambda path: path.write_bytes(drawn))
        results.finish()
    if not found.rules:
        console.print(
            "No rules found. Rules need some points that meet the condition, some that do not, and a difference "
            "between them."
        )
        return 0
    shown = Table("rule", "coverage", "density", "95 % interval", "points")
    for row in table.to_dict("records"):
        interval = f"{row['density_low']:.2f} to {row['density_high']:.2f}"
        shown.add_row(row["rule"], f"{row['coverage']:.2f}", f"{row['density']:.2f}", interval, str(row["caught"]))
    console.print(shown)
    coverage, density = found.held_out
    console.print(f"On held-out points: coverage {coverage:.2f}, density {density:.2f}.")
    console.print(f"Table and figure: {folder}/", markup=False)
    return 0
