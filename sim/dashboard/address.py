"""What a visitor chose on a page, stored in its address: a link opens what its sender saw."""

from collections.abc import Callable, Mapping
from typing import NamedTuple
from urllib.parse import parse_qs, urlencode

import solara

LONGEST = 2_000  # maximum length of an address, in characters


class Asked(NamedTuple):
    """One choice of a page."""

    default: str  # default, where the address does not contain it
    allowed: Callable[[str], bool]


class Choices(NamedTuple):
    """What is chosen on a page, and how to choose otherwise."""

    values: Mapping[str, str]
    choose: Callable[[str, str], None]  # called with the name of a choice and its new value
    tail: str  # of the address: all that differs from what the page begins with
    refused: tuple[str, ...]  # what the link asks for and the page does not have


def _nothing(_: str) -> None:
    """Nobody asked."""


@solara.component_vue("address.vue")
def Address(  # noqa: N802
    tail: str, notice: str = "", pushes: bool = False, event_went: Callable[[str], None] = _nothing
) -> None:
    """Writes the tail of the address, without loading anything; a notice is shown where the component stands.

    Args:
        tail: behind the question mark.
        notice: what a reader must know; "": nothing.
        pushes: each new tail becomes a step of the browser's history; else it takes the place of the last.
        event_went: called with the tail that the browser's Back or Forward has gone to.
    """


def read(tail: str | None, asked: Mapping[str, Asked]) -> tuple[dict[str, str], tuple[str, ...]]:
    """The choices that an address makes, and those of its values that the page does not have."""
    said = {name: values[0] for name, values in parse_qs((tail or "")[:LONGEST]).items() if name in asked}
    refused = tuple(f"{name}={value}" for name, value in said.items() if not asked[name].allowed(value))
    values = {
        name: said[name] if name in said and one.allowed(said[name]) else one.default for name, one in asked.items()
    }
    return values, refused


def use_choices(asked: Mapping[str, Asked]) -> Choices:
    """A page's choices, begun from the address that was opened. The page shows `Written` to keep the address true."""
    search = solara.use_router().search
    begun, refused = solara.use_memo(lambda: read(search, asked), [])
    values, set_values = solara.use_state(begun)

    def choose(name: str, value: str) -> None:
        set_values(lambda now: {**now, name: value})

    tail = urlencode({name: value for name, value in values.items() if value != asked[name].default})
    return Choices(values, choose, tail, refused)


@solara.component
def Written(choices: Choices) -> None:  # noqa: N802
    """Keeps the address up to date, and reports what a link asks for and the page does not have."""
    lost = " and ".join(one[:60] for one in choices.refused)
    Address(
        tail=choices.tail,
        notice=f"This link asks for {lost}, which this page does not have. It starts with its defaults."
        if lost
        else "",
    )


def whole_number(low: int, high: int) -> Callable[[str], bool]:
    """Whether words are a whole number in a range."""
    return lambda words: words.removeprefix("-").isdecimal() and low <= int(words) <= high
