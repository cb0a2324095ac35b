"""The pages of the dashboard, by address; known before anything of Solara is loaded."""

from typing import NamedTuple


class PageEntry(NamedTuple):
    """One page of the dashboard."""

    path: str  # of its address; "" for the first page
    label: str  # in the menu
    module: str  # that holds its component, `Page`


PAGES = (
    PageEntry("", "Explore policies", "sim.dashboard.explore"),
    PageEntry("people", "People and ties", "sim.dashboard.people"),
    PageEntry("lab", "Theory lab", "sim.dashboard.lab"),
    PageEntry("evidence", "Evidence", "sim.dashboard.evidence"),
)
