"""Libraries that a light installation leaves out: which extra has them, and how to get it."""

from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from typing import Literal

from sim.core.installation import INSTALLED
from sim.errors import MissingExtra

type Extra = Literal["dashboard", "mesa", "cluster", "fit"]

LIBRARIES: dict[str, tuple[str, ...]] = {
    "dashboard": ("solara", "ipyvuetify", "ipyvue", "plotly", "anywidget"),
    "mesa": ("altair",),
    "cluster": ("distributed", "dask", "dask_jobqueue"),
    "fit": ("emcee", "arviz_stats", "SALib"),
}
"""What each extra has that the rest of the installation does not, by the name under which it is imported."""


@contextmanager
def needs(extra: Extra, what: str) -> Iterator[None]:
    """Turn a failed import of an extra's library into one message that says what to install.

        with needs("fit", "sensitivity"):
            from SALib.analyze import sobol

    Args:
        extra: the extra that has the libraries imported within.
        what: what cannot be done without it, as the message begins.

    Raises:
        MissingExtra: one of them is not installed.
    """
    try:
        yield
    except ModuleNotFoundError as problem:
        library = (problem.name or "").partition(".")[0]
        if library not in LIBRARIES[extra]:
            raise
        raise MissingExtra(missing(extra, what, library)) from None


def require(extra: Extra, what: str) -> None:
    """End with one message where a library of an extra is not installed; none of them is imported.

    Raises:
        MissingExtra: which extra, and how to install it.
    """
    for library in LIBRARIES[extra]:
        if find_spec(library) is None:
            raise MissingExtra(missing(extra, what, library))


def missing(extra: str, what: str, library: str) -> str:
    """The message about a library that is not installed."""
    how = f'pip install "recovery-dynamics[{extra}]"' if INSTALLED else f"uv sync --extra {extra}"
    return f"{what} needs {library}, which is not installed. Install the extra {extra!r}: {how}"
