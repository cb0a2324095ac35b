"""Output that does not fail: on a letter that its encoding lacks, or when nobody reads it any more."""

import codecs
import io
import os
import sys
import unicodedata
from typing import override

PLAIN = "recovery-plain"  # name of the way to write letters that an encoding lacks
LIKE = {
    "\N{EN DASH}": "-", "\N{EM DASH}": "-", "\N{MINUS SIGN}": "-", "\N{NON-BREAKING HYPHEN}": "-",
    "\N{LEFT SINGLE QUOTATION MARK}": "'", "\N{RIGHT SINGLE QUOTATION MARK}": "'",
    "\N{LEFT DOUBLE QUOTATION MARK}": '"', "\N{RIGHT DOUBLE QUOTATION MARK}": '"',
    "\N{MULTIPLICATION SIGN}": "x", "\N{LATIN SMALL LETTER SHARP S}": "ss", "\N{BULLET}": "*",
    "\N{POUND SIGN}": "GBP ", "\N{EURO SIGN}": "EUR ",
}  # fmt: skip


def plain(problem: UnicodeError) -> tuple[str, int]:
    """The letters that cannot be written, as near as ASCII comes; a question mark for the others."""
    if not isinstance(problem, UnicodeEncodeError):
        raise problem
    return "".join(map(_like, problem.object[problem.start : problem.end])), problem.end


def _like(letter: str) -> str:
    bare = LIKE.get(letter) or unicodedata.normalize("NFKD", letter).encode("ascii", "ignore").decode("ascii")
    return bare or "?"


codecs.register_error(PLAIN, plain)


class _Lasting(io.FileIO):
    """A file that swallows what is written once its reader has gone, as in `| head`: results are in files."""

    @override
    def write(self, data: "bytes | memoryview[int]", /) -> int:  # type: ignore[override]
        try:
            return super().write(data)
        except BrokenPipeError:
            nowhere = os.open(os.devnull, os.O_WRONLY)
            os.dup2(nowhere, self.fileno())
            os.close(nowhere)
            return len(data)


def lasting_output() -> None:
    """Let this process's output last; what a test or notebook has put in its place stays as it is."""
    for name in ("stdout", "stderr"):
        stream = getattr(sys, name)
        if stream is None:  # closed by whoever started the process
            setattr(sys, name, open(os.devnull, "w", encoding="utf-8"))  # noqa: PTH123, SIM115
        elif isinstance(stream, io.TextIOWrapper) and stream is getattr(sys, f"__{name}__"):
            stream.reconfigure(errors=PLAIN)
            if os.name == "posix":
                setattr(sys, name, _rebuilt(stream))


def _rebuilt(stream: io.TextIOWrapper) -> io.TextIOWrapper:
    stream.flush()
    raw: io.RawIOBase = _Lasting(stream.fileno(), "wb", closefd=False)
    file = io.BufferedWriter(raw)
    return io.TextIOWrapper(
        file, encoding=stream.encoding, errors=PLAIN, line_buffering=stream.line_buffering,
        write_through=stream.write_through,
    )  # fmt: skip


def write_out(status: int) -> int:
    """Write out what is left of the output, and give the exit status; a full disk is reported in one line."""
    try:
        sys.stdout.flush()
    except OSError as problem:
        sys.stderr.write(f"error: the output: cannot be written ({problem.strerror}). Free some disk space.\n")
        nowhere = os.open(os.devnull, os.O_WRONLY)
        os.dup2(nowhere, sys.stdout.fileno())
        os.close(nowhere)
        return status or 2
    return status
