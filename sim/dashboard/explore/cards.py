"""Headline cards as HTML: shape, words and colour all say the same."""

from collections.abc import Sequence
from html import escape

from sim.dashboard.explore.headline import FIRST, MARKS, Card

HOW_TO_READ = (
    "Differences, with 95 % intervals. \u201cClearly\u201d means more than chance, and not that the difference is "
    "large. The chance is that of the next such population."
)


def cards_html(cards: Sequence[Card]) -> str:
    """Cards as a list, the first ones larger."""
    items = "".join(_card(card, at < FIRST + 1) for at, card in enumerate(cards))
    how = f'<p class="soft small no-print">{HOW_TO_READ}</p>'
    return f'{how}<ul class="cards" aria-label="What the policy changes">{items}</ul>'


def _card(card: Card, large: bool) -> str:
    mark = MARKS.get(card.verdict, "")
    chance = f'<span class="small chance">{escape(card.chance_words)}</span>' if card.chance else ""
    said = [
        f'<span class="called">{escape(card.title)}</span>',
        f'<span class="figure">{escape(card.figure)}</span>',
        f'<span class="small">{escape(card.interval)}</span>' if card.interval else "",
        f'<span class="small"><span class="verdict">{mark} {escape(card.words)}</span></span>',
        chance,
        f'<span class="small soft">{escape(card.level)}</span>',
        f'<span class="small soft">{escape(card.note)}</span>' if card.note else "",
    ]
    size = "large" if large else "lesser"
    return f'<li class="{size} {card.verdict}" data-card="{card.name}">{"".join(said)}</li>'
