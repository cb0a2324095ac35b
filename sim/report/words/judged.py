"""The two kinds of judged findings in words. The theory has changed since the fit: both name the version it was of."""

from collections.abc import Mapping

JUDGED_ROWS: Mapping[str, str] = {
    "fit": "rows that version 0.1 was fitted to",
    "check": "rows held out from the fit of version 0.1",
}
"""By role, as they follow a count."""

SINCE_THEN = (
    "The theory has changed since the fit of version 0.1, with all rows in view, and is still to be fitted: no row is "
    "an independent test of it."
)


def heading(role: str) -> str:
    """The same at the head of a panel or a section."""
    words = JUDGED_ROWS[role]
    return words[:1].upper() + words[1:]
