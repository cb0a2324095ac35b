"""Where the dashboard is reached: options that do not fit are refused, and the address is printed when it answers."""

from __future__ import annotations

import os
import re
import subprocess
import sys
import threading
import time
import urllib.error
import urllib.request
from pathlib import Path

import pytest

from sim.dashboard.serve import Address, checked
from sim.dashboard.votes.joining import own_addresses
from sim.errors import UserInputError
from tests.dashboard.browser.browsing import free_port, server
from tests.shared import ROOT, environment


@pytest.mark.parametrize(
    "root",
    [
        "recovery",
        "/recovery/",
        "/",
        "//evil.example",
        "/a b",
        "/../x",
        "/ä",
        "/a//b",
        "/people",
        "/static",
        "/<script>",
    ],
)
def test_a_path_that_cannot_be_one_is_refused(root: str) -> None:
    with pytest.raises(UserInputError, match="--root-path"):
        checked(Address("127.0.0.1", 8765, root))


@pytest.mark.parametrize(
    "base", ["models.example.org", "ftp://x.org", "https://", "https://x.org/?a=1", "https://a@x.org", "//x.org"]
)
def test_an_address_that_cannot_be_one_is_refused(base: str) -> None:
    with pytest.raises(UserInputError, match="--base-url"):
        checked(Address("127.0.0.1", 8765, base_url=base))


def test_two_paths_that_differ_are_refused() -> None:
    with pytest.raises(UserInputError, match="different paths"):
        checked(Address("127.0.0.1", 8765, "/a", "https://x.org/b"))


def test_the_public_address_says_the_path() -> None:
    found = checked(Address("127.0.0.1", 8765, base_url="https://x.org/recovery/"))
    assert (found.root_path, found.url) == ("/recovery", "https://x.org/recovery/")
    assert checked(Address("::1", 1, "/a")).url == "http://[::1]:1/a/"
    assert checked(Address("0.0.0.0", 1)).url == "http://localhost:1/"


def test_a_wrong_option_is_one_message() -> None:
    command = [sys.executable, "run.py", "dashboard", "--no-open", "--allowed-host", "http://x.org"]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "not the name of a host" in done.stderr + done.stdout
    assert "Traceback" not in done.stderr


def test_the_address_is_printed_when_the_server_answers(quick_files: Path) -> None:
    port = free_port()
    address = f"http://127.0.0.1:{port}/"
    command = [sys.executable, "-u", "run.py", "dashboard", "--no-open", "--port", str(port), "--people", "150"]
    process = subprocess.Popen(
        [*command, "--baseline", str(quick_files / "quick.toml")],
        cwd=ROOT, env=environment(), stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True,
    )  # fmt: skip
    try:
        assert process.stdout is not None
        watchdog = threading.Timer(120, process.kill)
        watchdog.start()
        said = ""
        while address not in said:
            line = process.stdout.readline()
            assert line, said
            said += line
        with urllib.request.urlopen(address, timeout=2) as page:
            assert page.status == 200
        watchdog.cancel()
    finally:
        process.kill()
        process.communicate()


@pytest.mark.parametrize("other", [("--host", "0.0.0.0"), ("--base-url", "https://x.org"), ("--proxy", "127.0.0.1")])
def test_a_classroom_finds_its_own_address(other: tuple[str, str]) -> None:
    command = [sys.executable, "run.py", "dashboard", "--no-open", "--classroom", *other]
    done = subprocess.run(command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False)
    assert done.returncode == 2
    assert "by itself; leave out" in " ".join((done.stderr + done.stdout).split())


def test_a_classroom_is_opened_with_a_warning_and_answers_under_its_address(quick_files: Path, tmp_path: Path) -> None:
    log = tmp_path / "log.txt"
    small = ("--people", "150", "--populations", "4", "--baseline", str(quick_files / "quick.toml"))
    with server("--classroom", *small, log=log) as address:
        port = address.rpartition(":")[2]
        until = time.monotonic() + 60
        while "phones" not in log.read_text().lower():
            assert time.monotonic() < until, log.read_text()
            time.sleep(0.1)
        for own in own_addresses():
            assert f"http://{own}:{port}/j" in log.read_text()
            assert "anybody on the same network" in log.read_text()
            with urllib.request.urlopen(f"http://{own}:{port}/j", timeout=10) as page:
                assert b"The code on the screen" in page.read()


def test_nothing_is_printed_for_a_port_that_is_taken(quick_files: Path) -> None:
    import socket

    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        command = [sys.executable, "run.py", "dashboard", "--no-open", "--port", str(port)]
        done = subprocess.run(
            command, cwd=ROOT, env=environment(), capture_output=True, text=True, timeout=60, check=False
        )
    assert done.returncode == 2
    assert "Dashboard:" not in done.stdout
    assert re.search("cannot listen", done.stderr + done.stdout)


def test_settings_that_would_open_doors_are_not_taken_from_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    from sim.dashboard.serve import FIXED, prepare

    for name in (*FIXED, "SOLARA_ROOT_PATH"):
        monkeypatch.setenv(name, "evil")
    prepare("/recovery")
    assert {name: os.environ[name] for name in FIXED} == FIXED
    assert os.environ["SOLARA_ROOT_PATH"] == "/recovery"
