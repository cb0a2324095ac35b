"""The turns of a life: of all that was told of it, what changed its course."""

import pandas as pd

TOLD = ("trauma", "falls ill", "is over", "completes", "drops out", "waiting list", "starts medication",
        "tells others", "enters adult life")  # fmt: skip


def turns(life: pd.DataFrame) -> dict[int, str]:
    """The weeks in which a life turned, with what happened in words.

    Args:
        life: as from `RecoveryModel.explain`.
    """
    found: dict[int, str] = {}
    for week, events in life["events"].items():
        told = [one for one in str(events).split("; ") if one == "session 1" or any(word in one for word in TOLD)]
        if told:
            found[int(str(week))] = "; ".join(told)
    return found
