"""QR codes, drawn here: nothing foreign is loaded."""

from html import escape

import segno

QUIET = 4  # modules left white around the code, as readers need


def qr_svg(text: str, label: str) -> str:
    """A QR code as inline SVG.

    Args:
        text: what it holds, up to some 2,900 characters; longer texts give "".
        label: read to those who cannot see it.
    """
    try:
        code = segno.make(text, error="l", micro=False)
    except segno.DataOverflowError:
        return ""
    drawn: str = code.svg_inline(border=QUIET, omitsize=True)
    return drawn.replace("<svg ", f'<svg role="img" aria-label="{escape(label)}" ', 1)
