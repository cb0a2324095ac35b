"""How the controls look; each page that uses them asks for it once."""

from pathlib import Path

import solara

STYLE = Path(__file__).parent / "controls.css"


@solara.component
def ControlStyle() -> None:  # noqa: N802
    """The look of the controls."""
    solara.Style(STYLE)
