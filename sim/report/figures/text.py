"""Text in figures: fonts, wrapping by measured width, and characters that no font has."""

import textwrap
from functools import cache

from matplotlib import font_manager
from matplotlib.ft2font import FT2Font

from sim.report.words.quantities import shortened

NO_GLYPH = "\N{REPLACEMENT CHARACTER}"
POINTS_PER_INCH = 72


@cache
def font_families() -> list[str]:
    """The fonts to use, best first; the last one comes with matplotlib and is always there."""
    installed = set(font_manager.fontManager.get_font_names())
    return [name for name in ("Arial", "Liberation Sans", "Helvetica") if name in installed] + ["DejaVu Sans"]


@cache
def font(family: str, weight: str) -> FT2Font:
    """One font file."""
    properties = font_manager.FontProperties(family=family, weight=weight)
    return font_manager.get_font(font_manager.findfont(properties))


@cache
def drawable(character: str) -> bool:
    """Whether the fonts of the figures have this character."""
    return any(
        font(family, weight).get_char_index(ord(character)) for family in font_families() for weight in ("normal",)
    )


def plain(text: str, width: int | None = None, length: int | None = None) -> str:
    """Text that is drawn as it stands: dollar signs are no formula, and unknown characters raise no warning.

    Args:
        text: the text, possibly from a user's file.
        width: wrap at this number of characters.
        length: cut after this number of characters.
    """
    text = " ".join(text.split())
    text = shortened(text, length) if length else text
    text = "".join(character if drawable(character) else NO_GLYPH for character in text)
    text = textwrap.fill(text, width, break_on_hyphens=False) if width else text
    return text.replace("$", r"\$")


@cache
def character_width(character: str) -> float:
    """Width of a character in the bold font, in widths of the font size."""
    for family in font_families():
        face = font(family, "bold")
        if face.get_char_index(ord(character)):
            face.set_size(100.0, POINTS_PER_INCH)
            return face.load_char(ord(character)).linearHoriAdvance / 65536 / 100.0
    return 1.0


def wrapped(text: str, inches: float, size: float) -> str:
    """Wrap a bold text of this font size to a width in inches."""
    lines: list[str] = [""]
    for word in plain(text).split(" "):
        longer = f"{lines[-1]} {word}".strip()
        width = sum(character_width(character) for character in longer) * size / POINTS_PER_INCH
        if width > inches and lines[-1]:
            lines.append(word)
        else:
            lines[-1] = longer
    return "\n".join(lines)
