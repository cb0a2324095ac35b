"""Links in Markdown: finds them outside code, and gives each another target."""

import re
from collections.abc import Callable, Iterator

LINK = re.compile(r"(?P<text>!?\[(?:[^\[\]]|\[[^\]]*\])*\])\((?P<to>[^()\s]+(?:\([^()\s]*\)[^()\s]*)*)\)")
CODE = re.compile(
    r"^(?P<fence>`{3,}|~{3,}).*?^(?P=fence)[ \t]*$|(?P<ticks>`+)(?!`).+?(?<!`)(?P=ticks)(?!`)", re.DOTALL | re.MULTILINE
)


def outside_code(text: str) -> Iterator[tuple[str, bool]]:
    """The pieces of a page in order, each with whether it is prose."""
    at = 0
    for code in CODE.finditer(text):
        yield text[at : code.start()], True
        yield code[0], False
        at = code.end()
    yield text[at:], True


def links(text: str) -> list[str]:
    """Targets of all links and pictures of a page, outside code."""
    # code spans may stand in the text of a link, so they are blanked and not cut out
    prose = "".join(piece if is_prose else re.sub(r"[^\n]", "x", piece) for piece, is_prose in outside_code(text))
    return [match["to"] for match in LINK.finditer(prose)]


def relinked(text: str, target: Callable[[str, bool], str]) -> str:
    """A page with other targets.

    Args:
        text: the page.
        target: gives the new target from the old one, and from whether it is a picture.
    """
    prose = "".join(piece if is_prose else re.sub(r"[^\n]", "x", piece) for piece, is_prose in outside_code(text))
    parts, at = [], 0
    for match in LINK.finditer(prose):
        parts += [text[at : match.start("to")], target(match["to"], match["text"].startswith("!"))]
        at = match.end("to")
    return "".join([*parts, text[at:]])
