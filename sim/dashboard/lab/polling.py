"""What the teacher's page knows of a vote by phone: whose it is, and how it changes while others vote."""

import threading
import time
from collections.abc import Callable

import solara

from sim.dashboard.background import Progress, use_work
from sim.dashboard.presence import Presence, Watched
from sim.dashboard.visitors import NAMELESS
from sim.dashboard.votes.poll import Poll, State
from sim.studies.explore.shares import Asker
from sim.studies.lessons import Tally

LOOKS = 1.0  # seconds after which it is asked whether somebody still waits
AT_MOST = 0.25  # seconds between two changes of the page


def owner_of(presence: Presence) -> Asker:
    """Whose vote it is that a page opens: the visitor's; without a cookie, of this page alone."""
    asker = presence.asker
    nameless = not asker or asker[-1].startswith(NAMELESS)
    return (asker[0] if asker else "", presence.kernel if nameless else asker[-1])


def use_seen[T](poll: Poll | None, look: Callable[[State], T]) -> T | None:
    """A hook: a part of a vote's state, drawn again whenever it changes; None without a vote or once it is forgotten.

    Args:
        poll: the vote.
        look: takes the part.
    """
    here = look(poll.state) if poll is not None and not poll.ended else None
    _, set_seen = solara.use_state(here)

    def watch(stop: threading.Event, _: Progress) -> None:
        if poll is None:
            return
        over = stop.asked if isinstance(stop, Watched) else stop.is_set  # a line that broke may come back
        now = poll.state
        set_seen(look(now))
        while not over() and not poll.ended:
            now = poll.wait(now, LOOKS)
            if not over():
                set_seen(None if poll.ended else look(now))
            time.sleep(AT_MOST)

    use_work(watch, [poll.code if poll is not None else ""], in_turn=False)
    return here


def first_votes(poll: Poll) -> Tally:
    """The first vote as a tally."""
    return Tally(poll.state.first)


def second_votes(poll: Poll) -> Tally:
    """The second vote as a tally."""
    return Tally(poll.state.second)
