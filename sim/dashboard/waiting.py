"""What stands where a run is under way, was stopped or went wrong."""

from typing import Any

import solara
from reacton import ipyvuetify as html

from sim.dashboard.work import Work


@solara.component
def Waiting(work: Work[Any], what: str) -> None:  # noqa: N802
    """Progress with a way to stop, or a card that says what went wrong; nothing once the run is done.

    Args:
        work: the run.
        what: what is being done, such as "Living two years".
    """
    if work.pending:
        with html.Html(tag="div", class_="card", attributes={"role": "status"}):
            html.Html(tag="p", children=[f"{what}: {work.share:.0%}"])
            solara.ProgressLinear(100.0 * work.share if work.share > 0.0 else True)
            solara.Button("Stop", on_click=work.cancel, outlined=True, small=True, class_="stop")
    elif work.trouble:
        with html.Html(tag="div", class_="card trouble", attributes={"role": "alert"}):
            html.Html(tag="p", children=[f"{what} did not work: {work.trouble}"])
            solara.Button("Try again", on_click=work.again, outlined=True, small=True)
    elif work.cancelled:
        with html.Html(tag="div", class_="card", attributes={"role": "status"}):
            html.Html(tag="p", children=[f"{what} was stopped."])
            solara.Button("Run it", on_click=work.again, outlined=True, small=True)
