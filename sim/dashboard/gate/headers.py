"""What every answer asks of the browser: nothing foreign is loaded, nobody frames the page, nothing is guessed."""

import base64
import hashlib
from collections.abc import Iterable

type Headers = list[tuple[bytes, bytes]]

ALWAYS: Headers = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"referrer-policy", b"same-origin"),  # an address holds what a visitor chose; with no-referrer, Origin is lost too
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"cross-origin-resource-policy", b"same-origin"),
    (b"permissions-policy", b"camera=(), microphone=(), geolocation=(), payment=(), usb=()"),
]
NOTHING = "default-src 'none'; frame-ancestors 'none'; base-uri 'none'; form-action 'none'"


def page_policy(scripts: Iterable[str]) -> str:
    """A content security policy for a page with certain scripts in it.

    Vue compiles templates in the browser, which needs `unsafe-eval`; Vuetify and Plotly write styles. Of scripts within
    the page only those with a known hash run.

    Args:
        scripts: the text of every script that the page contains.
    """
    hashes = " ".join(sorted(f"'sha256-{_hash(script)}'" for script in set(scripts)))
    return "; ".join(
        (
            "default-src 'none'",
            f"script-src 'self' 'unsafe-eval' {hashes}".strip(),
            "style-src 'self' 'unsafe-inline'",
            "img-src 'self' data: blob:",
            "font-src 'self' data:",
            "connect-src 'self'",
            "worker-src 'self' blob:",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'none'",
            "object-src 'none'",
        )
    )


def _hash(script: str) -> str:
    return base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
