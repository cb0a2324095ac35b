"""Several that are on or off."""

from collections.abc import Callable, Sequence
from typing import Any, NamedTuple

import solara


class Check(NamedTuple):
    """One switch."""

    value: str
    words: str
    more: str = ""


@solara.component_vue("checks.vue")
def _Checks(  # noqa: N802
    label: str, values: list[str], options: list[dict[str, str]], event_turned: Callable[[dict[str, Any]], None]
) -> None:
    """What `checks.vue` draws."""


@solara.component
def Checks(  # noqa: N802
    label: str, values: Sequence[str], options: Sequence[Check], on_values: Callable[[list[str]], None]
) -> None:
    """Switches.

    Args:
        label: what they switch.
        values: those that are on.
        options: all of them.
        on_values: called with those that are on, when one is turned.
    """
    known = [option.value for option in options]

    def turned(what: dict[str, Any]) -> None:
        name, on = str(what.get("name")), bool(what.get("on"))
        if name in known:
            on_values([one for one in known if (on if one == name else one in values)])

    _Checks(label=label, values=list(values), options=[option._asdict() for option in options], event_turned=turned)
