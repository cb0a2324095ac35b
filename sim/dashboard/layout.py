"""The frame of every page: name, menu, style, and the limits in one line."""

import os
from pathlib import Path
from typing import Any

import solara
from reacton import ipyvuetify as html

from sim.dashboard.pages import PAGES
from sim.dashboard.server_state import IDLE_MINUTES, IDLE_SETTING
from sim.versions import version

NAME = "Recovery dynamics"

STYLE = Path(__file__).parent / "style.css"
LIMITS = (
    "Not a clinical tool: it cannot say what will happen to an individual. Intervals leave out what the theory may "
    "have wrong; the Evidence page lists the limits of the model."
)


@solara.component_vue("idle.vue")
def Idle(minutes: float) -> None:  # noqa: N802
    """Leaves the page after some minutes without activity, so that the server can close the session."""


@solara.component
def Menu(here: str) -> None:  # noqa: N802
    """Links to all pages; the present one, by its label, is marked for eyes and for screen readers."""
    with html.Html(tag="nav", attributes={"aria-label": "Pages"}, class_="menu"):
        for page in PAGES:
            present = page.label == here
            with solara.Link(f"/{page.path}"):
                marked = {"aria-current": "page"} if present else {}
                html.Html(tag="span", children=[page.label], attributes=marked, class_="here" if present else "there")


@solara.component
def Layout(children: list[Any] | None = None) -> None:  # noqa: N802
    """Header, page, footer."""
    here, _ = solara.use_route()
    solara.Style(STYLE)
    label = str(here.label) if here is not None else ""
    solara.Title(f"{label} \N{MIDDLE DOT} {NAME}" if label else NAME)
    Idle(minutes=float(os.environ.get(IDLE_SETTING, IDLE_MINUTES)))
    with html.Html(tag="div", class_="shell"):
        with html.Html(tag="header", class_="top"):
            html.Html(tag="strong", children=[NAME], class_="name")
            Menu(label)
        html.Html(tag="main", children=children or [], attributes={"id": "main"}, class_="page")
        with html.Html(tag="footer", class_="foot"):
            html.Html(tag="p", children=[f"{LIMITS} Model version {version()}."])
