"""A network of the user's own: read with progress where it is large, and reported in one note."""

from pathlib import Path

from sim.command.progress import ProgressBar
from sim.network.ties import Ties
from sim.parameters.network import NetworkParameters

LARGE = 5_000_000  # bytes: from here on reading takes seconds


def read_network(path: Path | None, parameters: NetworkParameters) -> Ties | None:
    """The ties of a file, and one note of what was read and what was ignored; None without a file.

    Args:
        path: the file.
        parameters: the model's parameters.
    """
    if path is None:
        return None
    from sim.network.graph_files import as_ties  # takes half a second to load, with networkx

    if not path.is_file() or path.stat().st_size < LARGE:
        return as_ties(path, parameters, note="always")
    with ProgressBar() as progress:
        bar = progress.add_task(f"Reading {path.stat().st_size / 1e6:,.0f} MB of ties", total=path.stat().st_size)
        return as_ties(
            path, parameters, note="always", on_progress=lambda done, _: progress.update(bar, completed=done)
        )
