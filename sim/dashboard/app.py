"""The pages of the dashboard and their common frame."""

from importlib import import_module
from importlib.util import find_spec
from typing import Any

import solara

from sim.dashboard.layout import Layout
from sim.dashboard.navigator import spell_navigator
from sim.dashboard.pages import PAGES


def lazily(module: str) -> Any:
    """A component that imports a page's module when somebody first opens the page."""

    @solara.component
    def Lazily() -> None:  # noqa: N802
        if find_spec(module) is None:
            solara.Text("This page is not part of this version of the model.")
            return
        import_module(module).Page()

    return Lazily


spell_navigator()
routes = [
    solara.Route(
        path=page.path or "/",
        label=page.label,
        component=lazily(page.module),
        layout=Layout if page.path == "" else None,
    )
    for page in PAGES
]
