"""The dashboard's server with one vote open, in a process of its own; it obeys one word a line.

Every answer is one line: the code of the vote when it answers, then for each word the vote's state.
"""

from __future__ import annotations

import json
import sys
import threading
import time
from collections.abc import Callable

from sim.dashboard.gate.log import bound_logs
from sim.dashboard.serve import Address, answers, checked, server_of
from sim.dashboard.votes.poll import Poll
from sim.dashboard.votes.room import ROOM

ASK = "Without it, self-efficacy will after two years be ..."
OPTIONS = {"higher": "Higher than before", "lower": "Lower <than> before", "none": "Not clearly different"}
OWNER = ("127.0.0.1", "teacher")


def obey(poll: Poll) -> None:
    """Do what each line says, and print how the vote stands."""
    done: dict[str, Callable[[], object]] = {
        "state": lambda: None,
        "close": poll.close,
        "reveal": lambda: poll.reveal("lower", "The answer of this run: lower."),
        "again": poll.ask_again,
        "end": lambda: ROOM.end(poll),
    }
    for line in sys.stdin:
        done[line.strip()]()
        print(json.dumps(poll.state), flush=True)


def main(port: int, root_path: str) -> None:
    """Serve."""
    address = checked(Address("127.0.0.1", port, root_path))
    server = server_of(address)
    bound_logs()
    poll = ROOM.open(OWNER, "a lesson", ASK, OPTIONS)
    assert poll is not None

    def begin() -> None:
        while not answers(address):
            time.sleep(0.05)
        print(poll.code, flush=True)
        obey(poll)

    threading.Thread(target=begin, daemon=True).start()
    server.run()


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2] if len(sys.argv) > 2 else "")
