"""A server with one vote open, and phones that join it."""

from __future__ import annotations

import http.client
import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import urlencode

import pytest

from tests.dashboard.browser.browsing import free_port
from tests.shared import ROOT, environment

STARTS_WITHIN = 120  # seconds
PATIENCE = 30.0  # seconds that an answer may take


@dataclass
class Served:
    """A server with a vote.

    Attributes:
        port: that it listens on.
        code: of the vote.
        root: path under which it is shown.
    """

    port: int
    code: str
    root: str
    _process: subprocess.Popen[str]

    @property
    def path(self) -> str:
        """The address of the vote."""
        return f"{self.root}/j/{self.code}"

    def tell(self, word: str) -> dict[str, Any]:
        """Have the vote do something; how it then stands."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        self._process.stdin.write(f"{word}\n")
        self._process.stdin.flush()
        names = ("stage", "joined", "first", "second", "came_out", "finding")
        said = dict(zip(names, json.loads(self._process.stdout.readline()), strict=True))
        return {**said, "first": dict(said["first"]), "second": dict(said["second"])}


@dataclass
class Phone:
    """A browser that keeps one cookie and follows where it is sent."""

    served: Served
    cookie: str = ""
    headers: dict[str, str] = field(default_factory=dict)

    def ask(
        self,
        path: str = "",
        method: str = "GET",
        form: Mapping[str, str] | None = None,
        follow: bool = True,
        **more: str,
    ) -> tuple[int, dict[str, str], str]:
        """Send a request; status, headers and body of the last answer."""
        path = path or self.served.path
        while True:
            line = http.client.HTTPConnection("127.0.0.1", self.served.port, timeout=PATIENCE)
            try:
                headers = dict(self.headers) | {name.replace("_", "-"): value for name, value in more.items()}
                if self.cookie:
                    headers["Cookie"] = self.cookie
                body = urlencode(form) if form is not None else None
                if body is not None:
                    headers.setdefault("Content-Type", "application/x-www-form-urlencoded")
                line.request(method, path, body, headers)
                answer = line.getresponse()
                given = {name.lower(): value for name, value in answer.getheaders()}
                text = answer.read().decode()
            finally:
                line.close()
            if "set-cookie" in given:
                self.cookie = given["set-cookie"].partition(";")[0]
            if answer.status != 303 or not follow:
                return answer.status, given, text
            path, method, form = given["location"], "GET", None

    def vote(self, answer: str) -> str:
        """Send an answer; the page that follows."""
        status, _, text = self.ask(
            method="POST", form={"answer": answer}, Origin=f"http://127.0.0.1:{self.served.port}"
        )
        assert status == 200, text
        return text


@contextmanager
def serving(root: str = "") -> Iterator[Served]:
    """A server with a vote."""
    port = free_port()
    command = [sys.executable, "-m", "tests.dashboard.votes.serving", str(port), root]
    with subprocess.Popen(
        command, cwd=ROOT, env=environment(), stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        watchdog = threading.Timer(STARTS_WITHIN, process.kill)
        watchdog.start()
        try:
            assert process.stdout is not None
            code = process.stdout.readline().strip()
            watchdog.cancel()
            assert code, "the server did not start"
            yield Served(port, code, root, process)
        finally:
            watchdog.cancel()
            process.kill()


@pytest.fixture
def served() -> Iterator[Served]:
    with serving() as found:
        yield found


@pytest.fixture
def phone(served: Served) -> Callable[[], Phone]:
    return lambda: Phone(served)
