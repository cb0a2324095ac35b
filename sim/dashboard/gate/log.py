"""One line for each thing that is refused, and a bounded number of lines: a flood must not fill the disk."""

import logging
import threading
import time

LINES, MINUTE = 60, 60.0  # at most so many lines in so many seconds
LONGEST = 300  # characters of a line

BOUNDED = (
    "recovery.dashboard",
    "uvicorn.error",
    "websockets.server",
    "Comm",
    "comm",
    "solara.server.app",
    "solara.server.fastapi",
    "solara.server.kernel",
    "solara.server.patch",
    "solara.server.server",
)

log = logging.getLogger("recovery.dashboard")


class Bounded(logging.Filter):
    """Lets a bounded number of records through, each as one short line of plain characters without a traceback."""

    def __init__(self, lines: int = LINES, seconds: float = MINUTE) -> None:
        super().__init__()
        self._lines, self._seconds = lines, seconds
        self._lock = threading.Lock()
        self._begun, self._count = 0.0, 0

    def filter(self, record: logging.LogRecord) -> bool:
        """Whether a record is written."""
        with self._lock:
            now = time.monotonic()
            if now - self._begun >= self._seconds:
                lost, self._begun, self._count = self._count - self._lines, now, 0
                if lost > 0:
                    record.msg = f"({lost} lines like this were left out) {record.msg}"
            self._count += 1
            if self._count > self._lines:
                return False
        _shorten(record)
        return True


def _shorten(record: logging.LogRecord) -> None:
    try:
        words = record.getMessage()
    except (TypeError, ValueError):
        words = str(record.msg)
    if record.exc_info and record.exc_info[1] is not None:
        words += f" ({type(record.exc_info[1]).__name__}: {record.exc_info[1]})"
    words = "".join(letter if letter.isprintable() else " " for letter in " ".join(words.split()))
    record.msg, record.args = words if len(words) <= LONGEST else f"{words[:LONGEST]}...", ()
    record.exc_info = record.exc_text = record.stack_info = None


def bound_logs() -> None:
    """Apply the bounds to what visitors can provoke: our own lines, and those of the libraries that serve pages."""
    if not log.handlers:
        handler = logging.StreamHandler()
        handler.setFormatter(logging.Formatter("%(asctime)s dashboard: %(message)s", "%Y-%m-%d %H:%M:%S"))
        log.addHandler(handler)
        log.propagate = False
        log.setLevel(logging.INFO)
    for name in BOUNDED:
        found = logging.getLogger(name)
        if not any(isinstance(one, Bounded) for one in found.filters):
            found.addFilter(Bounded())
