"""Old names of public things: one table, and what makes an old name go on working with a warning.

The policy is `docs/api_policy.md`. Old keys of files are another matter: `sim/scenario/renamed.py`.
"""

import functools
import warnings
from collections.abc import Callable
from typing import NamedTuple


class Deprecation(NamedTuple):
    """A public name that has another one now."""

    old: str  # as users write it
    new: str
    since: str  # version in which the new name came
    until: str  # first version in which the old one may be missing


DEPRECATIONS = (
    Deprecation("sim.Numbers", "sim.Parameters", "0.2.0", "0.4.0"),
    Deprecation("RecoveryModel(tell=...)", "RecoveryModel(keep_ledger=...)", "0.2.0", "0.4.0"),
    Deprecation("Society.engine(tell=...)", "Society.engine(keep_ledger=...)", "0.2.0", "0.4.0"),
    Deprecation("Society.run(tell=...)", "Society.run(keep_ledger=...)", "0.2.0", "0.4.0"),
)
# Steps of the week that a subclass of `Person` may have overridden under an old name. Their arguments changed too, so
# that the old method cannot be called; without a message it would be ignored.
GONE = {
    "look_around": "observe_ties",
    "believe": "update_self_efficacy",
    "react": "reaction_of",
    "grow": "update_slow_traits",
    "feel": "update_symptoms",
    "judge": "update_public_stigma",
}


def warn_deprecated(old: str, stacklevel: int = 1) -> None:
    """Warn that a name is an old one.

    Args:
        old: as in the table.
        stacklevel: 1 for the line that calls this function, 2 for that which called the function around it, and so on.

    Raises:
        StopIteration: the table does not have it.
    """
    found = next(one for one in DEPRECATIONS if one.old == old)
    warnings.warn(
        f"{found.old} is now {found.new}; the old name works until version {found.until}",
        DeprecationWarning,
        stacklevel=stacklevel + 1,
    )


def renamed_argument[**P, R](owner: str, old: str, new: str) -> Callable[[Callable[P, R]], Callable[P, R]]:
    """Let a function be called with the old name of a keyword argument, and warn at the line that does.

    Args:
        owner: the function as in the table, such as "Society.run".
        old: name of the argument.
        new: its present name.

    Raises:
        TypeError: when the function is called with both names.
    """

    def decorate(function: Callable[P, R]) -> Callable[P, R]:
        @functools.wraps(function)
        def wrapper(*args: P.args, **kwargs: P.kwargs) -> R:
            if old in kwargs:
                if new in kwargs:
                    raise TypeError(f"{owner}: {old} and {new} are the same argument; take {old} out")
                warn_deprecated(f"{owner}({old}=...)", stacklevel=2)
                kwargs[new] = kwargs.pop(old)
            return function(*args, **kwargs)

        return wrapper

    return decorate


def refuse_gone(kind: type) -> None:
    """Refuse a class whose methods have names that are never called any more.

    Args:
        kind: a subclass of `Person`.

    Raises:
        TypeError: it overrides a step of the week under an old name.
    """
    for old, new in GONE.items():
        if hasattr(kind, old):
            raise TypeError(
                f"{kind.__name__}.{old}: this step of the week is now called {new}. Rename the method, and take the "
                f"arguments of Person.{new}"
            )
