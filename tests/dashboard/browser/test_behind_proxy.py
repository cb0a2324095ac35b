"""Behind a real proxy, under a path: with the block of the documents, and with a proxy that strips the path."""

from __future__ import annotations

import re
import shutil
import subprocess
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.dashboard.browser.browsing import Visit, free_port, in_ci, server
from tests.shared import ROOT

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

PORT_OF_DOCUMENTS = "127.0.0.1:8765"
SITE = """
daemon off;
pid {folder}/pid;
error_log {folder}/error.log;
events {{}}
http {{
    access_log off;
    client_body_temp_path {folder}/a; proxy_temp_path {folder}/b; fastcgi_temp_path {folder}/c;
    uwsgi_temp_path {folder}/d; scgi_temp_path {folder}/e;
    server {{
        listen 127.0.0.1:{port};
        {block}
    }}
}}
"""


def documented() -> tuple[str, str]:
    """The proxy's block and the dashboard's options as the documents have them."""
    text = (ROOT / "docs" / "explorer.md").read_text(encoding="utf-8")
    block = re.search(r"^```\n(location .*?)^```", text, re.DOTALL | re.MULTILINE)
    command = re.search(r"^uv run run.py dashboard (.*--base-url .*)$", text, re.MULTILINE)
    assert block is not None
    assert command is not None
    return block[1], command[1]


@contextmanager
def proxy(block: str, folder: Path, port: int) -> Iterator[str]:
    """nginx with one block; the address people open."""
    where = shutil.which("nginx") or shutil.which("nginx", path="/usr/sbin")
    if where is None:
        reason = "nginx is not installed (apt-get install nginx-light)"
        if in_ci():
            pytest.fail(reason)
        pytest.skip(reason)
    path = re.search(r"location (\S*?)/? ", block)
    assert path is not None
    (folder / "nginx.conf").write_text(SITE.format(folder=folder, port=port, block=block), encoding="utf-8")
    process = subprocess.Popen(
        [where, "-c", str(folder / "nginx.conf"), "-e", str(folder / "error.log")], stderr=subprocess.DEVNULL
    )
    address = f"http://127.0.0.1:{port}{path[1]}"
    try:
        until = time.monotonic() + 20
        while True:
            assert time.monotonic() < until, (folder / "error.log").read_text()
            try:
                with urllib.request.urlopen(f"{address}/readyz", timeout=5):
                    break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        process.terminate()
        process.wait(timeout=20)


def voted(browser: Browser, page: Page, address: str) -> None:
    """A vote is opened on the lab's page, and a phone takes part in it."""
    page.locator("summary", has_text="vote by phone").click()
    page.locator(".open-vote").click()
    code = page.inner_text(".code").replace("-", "")
    phone = Visit(browser, address, 390, 800)
    try:
        phone.page.goto(f"{address}/j/{code}")
        phone.page.get_by_role("radio").first.check()
        phone.page.get_by_role("button", name="Send my answer").click()
        phone.page.wait_for_selector("text=Sent:")
        (cookie,) = [one for one in phone.context.cookies() if one.get("name") == "recovery-vote"]
        assert cookie.get("path") == f"/{address.split('/', 3)[3]}/j/{code}"
        page.wait_for_selector('.count:has-text("1 of 1 in")')
    finally:
        phone.close()
    assert (phone.errors, phone.strangers) == ([], [])


def shown(browser: Browser, address: str) -> None:
    """A visitor sees an answer, goes to another page and comes back from the page of the idle; all of it loads."""
    visit = Visit(browser, address)
    missing: list[str] = []
    try:
        visit.page.on("response", lambda found: missing.append(found.url) if found.status >= 400 else None)
        page = visit.open("/")
        page.wait_for_selector(".plot[data-drawn]", timeout=120_000)
        page.click('nav >> text="Theory lab"')
        page.wait_for_selector('h1:has-text("Theory lab")')
        assert page.url.startswith(f"{address}/lab")
        page.hover('nav >> text="Evidence"')
        assert page.get_attribute('nav a:has-text("Evidence")', "href") == f"/{address.split('/', 3)[3]}/evidence"
        page.reload()
        page.wait_for_selector('h1:has-text("Theory lab")')
        voted(browser, page, address)
        page.goto(f"{address}/paused#%2Flab")
        page.wait_for_selector('h1:has-text("Paused")')
        page.goto(f"{address}?scenario=baseline")  # without a slash at its end
        page.wait_for_selector("main")
    finally:
        visit.close()
    assert (visit.errors, visit.strangers, missing) == ([], [], [])


@pytest.fixture(scope="module")
def small(quick_files: Path) -> tuple[str, ...]:
    return "--baseline", str(quick_files / "quick.toml"), "--people", "150", "--populations", "4"


@pytest.fixture(scope="module")
def under_a_path(small: tuple[str, ...], tmp_path_factory: pytest.TempPathFactory) -> Iterator[str]:
    """A dashboard that is shown under a path, as it is reached without a proxy."""
    log = tmp_path_factory.mktemp("under") / "log.txt"
    with server("--root-path", "/recovery", *small, log=log, path="/recovery") as address:
        yield address


def test_the_documented_block_serves_under_a_path(browser: Browser, small: tuple[str, ...], tmp_path: Path) -> None:
    block, command = documented()
    port = free_port()
    options = re.sub(r"--port \d+|--no-open", "", command).split()
    at = options.index("--base-url") + 1
    path = "/" + options[at].split("/", 3)[3]
    options[at] = f"http://127.0.0.1:{port}{path}"
    with server(*options, *small, log=tmp_path / "log.txt", path=path) as behind:
        assert PORT_OF_DOCUMENTS in block
        with proxy(block.replace(PORT_OF_DOCUMENTS, behind.removeprefix("http://")), tmp_path, port) as address:
            assert address == options[at]
            shown(browser, address)
            with urllib.request.urlopen(f"{address}/", timeout=10) as found:
                assert f"Path={path};" in found.headers["set-cookie"]
            asked = urllib.request.Request(f"{address}/", headers={"Host": "evil.example"})
            with pytest.raises(urllib.error.HTTPError, match="400") as refused:
                urllib.request.urlopen(asked, timeout=10)
            refused.value.close()


@pytest.mark.slow
@pytest.mark.parametrize(
    ("location", "target", "host"),
    [
        ("/recovery/", "/", "$http_host"),  # stripped
        ("/recovery", "", "$host"),  # kept, and the port left out
    ],
)
def test_a_proxy_may_keep_or_strip_the_path(
    browser: Browser, under_a_path: str, tmp_path: Path, location: str, target: str, host: str
) -> None:
    block, _ = documented()
    block = re.sub(r"location \S+", f"location {location}", block)
    block = block.replace(f"http://{PORT_OF_DOCUMENTS}", f"{under_a_path}{target}").replace("$http_host", host)
    with proxy(block, tmp_path, free_port()) as address:
        shown(browser, address)
