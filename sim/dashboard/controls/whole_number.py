"""A whole number that is typed in, with a message at the field where it is wrong."""

from collections.abc import Callable

import solara


@solara.component_vue("whole_number.vue")
def _Field(  # noqa: N802
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
    _Field(
        label=label, value=shown, low=low, high=high, wrong=wrong_words(text, low, high) if text else "",
        event_typed=typed,
    )  # fmt: skip
