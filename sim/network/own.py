"""A network of one's own, in whatever form a user has it."""

import os
from typing import Any

from sim.network.ties import Ties
from sim.scenario import Scenario


def as_ties(graph: Any, scenario: Scenario) -> Ties | None:
    """Ties out of whatever network a user has: a graph, a file, ties, or nothing."""
    if graph is None or isinstance(graph, Ties):
        return graph
    from sim.network.graph_files import read_graph
    from sim.network.graphs import ties_from_graph

    if isinstance(graph, str | os.PathLike):
        graph = read_graph(graph)
    return ties_from_graph(graph, scenario.model_numbers())
