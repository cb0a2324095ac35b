"""Output that cannot be written, or that nobody reads any more."""

import subprocess
from pathlib import Path

import pytest

from tests.shared import ROOT, environment, python

FULL = Path("/dev/full")


@pytest.mark.skipif(not FULL.exists(), reason="no device here is always full")
@pytest.mark.parametrize("words", [["parameters"], ["compare", "--help"]])
def test_an_output_that_cannot_be_written_is_reported(words: list[str]) -> None:
    """As in `run.py parameters > file` on a full disk."""
    with FULL.open("w") as full:
        done = subprocess.run(
            python("run.py", *words),
            cwd=ROOT,
            env=environment({"PYTHONUNBUFFERED": "1"}),
            stdout=full,
            stderr=subprocess.PIPE,
            text=True,
            timeout=120,
            check=False,
        )
    assert done.returncode == 2
    assert "No space left" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_reader_that_turns_away_is_no_traceback() -> None:
    """As in `run.py parameters | head`."""
    with subprocess.Popen(
        python("run.py", "parameters"),
        cwd=ROOT,
        env=environment({"PYTHONUNBUFFERED": "1"}),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        assert process.stderr is not None
        process.stdout.close()
        assert "Traceback" not in process.stderr.read()
