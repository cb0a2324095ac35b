"""What a page's address holds: choices there and back; what a page does not have is refused and named."""

import pytest

from sim.dashboard.address import Asked, read, whole_number

PAGE = {
    "colour": Asked("grey", ("grey", "teal").__contains__),
    "person": Asked("-1", whole_number(-1, 99)),
}


@pytest.mark.parametrize("tail", [None, "", "state=abc&seed=3", "%%%&&=="])
def test_an_address_without_choices_begins_as_usual(tail: str | None) -> None:
    assert read(tail, PAGE) == ({"colour": "grey", "person": "-1"}, ())


def test_choices_are_read() -> None:
    assert read("person=23&colour=teal", PAGE) == ({"colour": "teal", "person": "23"}, ())


@pytest.mark.parametrize("person", ["twelve", "100", "-2", "1.5", "\N{SUPERSCRIPT TWO}", "--1", ""])
def test_what_the_page_does_not_have_is_named_and_nothing_else_is_lost(person: str) -> None:
    values, refused = read(f"person={person}&colour=teal", PAGE)
    assert values == {"colour": "teal", "person": "-1"}
    assert refused == ((f"person={person}",) if person else ())
