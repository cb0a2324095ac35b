"""One fault of the library that pages are drawn with, corrected."""

from typing import Any

from sim.dashboard.gate.connection import Message


def each_page_for_itself() -> None:
    """Answer a page's question for all its widgets over the line that asked.

    ipywidgets keeps one such line for the whole process: with several visitors, the answer to one went out under the
    name of the line that another had opened last, and the page that asked never understood it.
    """
    from ipywidgets.widgets import widget

    def opened(cls: Any, comm: Any, message: Message) -> None:
        own: Any = type("OwnLine", (cls,), {"_control_comm": comm})
        comm.on_msg(own._handle_control_comm_msg)

    widget.Widget.handle_control_comm_opened = classmethod(opened)
