"""Plain controls of the browser with labels: made for keyboards, screen readers and phones."""

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any, NamedTuple

import solara

LONGEST = 100  # characters
STYLE = Path(__file__).parent / "controls.css"


@solara.component_vue("choice.vue")
def _Select(  # noqa: N802
    label: str, value: str, options: list[dict[str, str]], event_chosen: Callable[[str], None]
) -> None:
    """What `choice.vue` draws."""


@solara.component
def Choice(  # noqa: N802
    label: str, value: str, options: Mapping[str, str], on_value: Callable[[str], None]
) -> None:
    """A list to choose one from.

    Args:
        label: what is chosen.
        value: the present choice.
        options: value to words.
        on_value: called with the new choice.
    """
    listed = [{"value": name, "words": words} for name, words in options.items()]

    def chosen(name: str) -> None:
        if name in options:  # whatever a browser sends
            on_value(name)

    _Select(label=label, value=value, options=listed, event_chosen=chosen)


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


@solara.component_vue("radios.vue")
def _Radios(  # noqa: N802
    label: str, value: str, options: list[dict[str, str]], disabled: bool, event_chosen: Callable[[str], None]
) -> None:
    """What `radios.vue` draws."""


@solara.component
def Radios(  # noqa: N802
    label: str, value: str, options: Mapping[str, str], on_value: Callable[[str], None], *, disabled: bool = False
) -> None:
    """A question with a few answers.

    Args:
        label: the question.
        value: the present answer; empty: none yet.
        options: answer to words.
        on_value: called with the new answer.
        disabled: whether it can no longer be answered.
    """
    listed = [{"value": name, "words": words} for name, words in options.items()]

    def chosen(name: str) -> None:
        if name in options and not disabled:
            on_value(name)

    _Radios(label=label, value=value, options=listed, disabled=disabled, event_chosen=chosen)


@solara.component_vue("search.vue")
def _SearchField(label: str, value: str, hint: str, event_typed: Callable[[str], None]) -> None:  # noqa: N802
    """What `search.vue` draws."""


@solara.component
def Search(label: str, value: str, on_value: Callable[[str], None], *, hint: str = "") -> None:  # noqa: N802
    """A field for words to look for; it acts when Enter is pressed or the field is left.

    Args:
        label: what is searched.
        value: the present words.
        on_value: called with the new words.
        hint: shown while the field is empty.
    """
    _SearchField(label=label, value=value, hint=hint, event_typed=lambda words: on_value(str(words)[:LONGEST]))


@solara.component_vue("whole_number.vue")
def _NumberField(  # noqa: N802
    label: str, value: str, low: int, high: int, wrong: str, event_typed: Callable[[str], None]
) -> None:
    """What `whole_number.vue` draws."""


def wrong_words(text: str, low: int, high: int) -> str:
    """What is wrong with a text that should be a whole number; nothing where it is right."""
    try:
        number = int(text)
    except ValueError:
        return f"Not a whole number: type one from {low:,} to {high:,}."
    return "" if low <= number <= high else f"Out of range: type a number from {low:,} to {high:,}."


@solara.component
def WholeNumber(  # noqa: N802
    label: str, value: int, on_value: Callable[[int], None], *, low: int, high: int
) -> None:
    """A field for a whole number.

    Args:
        label: what it is.
        value: the present number.
        on_value: called with a new number within the bounds, and never with anything else.
        low: the smallest that may be typed.
        high: the largest.
    """
    text, set_text = solara.use_state("")  # what was typed and cannot be used

    def typed(what: str) -> None:
        if wrong_words(what, low, high):
            set_text(what)
            return
        set_text("")
        on_value(int(what))

    shown = text or str(value)
    _NumberField(
        label=label, value=shown, low=low, high=high, wrong=wrong_words(text, low, high) if text else "",
        event_typed=typed,
    )  # fmt: skip


@solara.component
def ControlStyle() -> None:  # noqa: N802
    """The look of the controls."""
    solara.Style(STYLE)
