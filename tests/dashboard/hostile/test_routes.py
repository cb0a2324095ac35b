"""Only what pages need is there: nothing is deleted, fetched from elsewhere, listed, or closed for others."""

from __future__ import annotations

import sys
import uuid
from pathlib import Path

import pytest

from tests.dashboard.hostile.attacking import NEVER, NOBODYS, Target, run_page, until

CDN = Path(sys.prefix) / "share" / "solara" / "cdn"
LIBRARY = "/_solara/cdn/@widgetti/solara-vuetify-app@10.1.1"


def files() -> int:
    """How many packaged files there are."""
    return sum(1 for path in CDN.rglob("*") if path.is_file())


@pytest.mark.parametrize(
    "path",
    [
        LIBRARY,
        f"{LIBRARY}/",
        f"{LIBRARY}/dist",
        "/_solara/cdn/@widgetti",
        "/_solara/cdn/",
        "/_solara/cdn",
        "/_solara/cdn/..%2fcdn",
        "/_solara/cdn/%2e%2e/cdn",
        "/_solara/cdn/.",
        "/_solara/cdn/@widgetti/../@widgetti",
        "/_solara/cdn/requirejs@2.3.6",
        "//_solara/cdn/@widgetti",
    ],
)
@pytest.mark.parametrize("method", ["GET", "HEAD", "DELETE", "POST"])
def test_a_request_deletes_nothing(target: Target, path: str, method: str) -> None:
    before = files()
    assert before > 1000
    assert target.ask(path, method).status in (404, 405)
    assert files() == before


@pytest.mark.parametrize(
    "path",
    [
        "/_solara/cdn/jquery@3.7.1/dist/jquery.min.js",
        "/_solara/cdn/http://example.org/",
        "/_solara/cdn/gh/jquery/jquery/README.md",
        "/_solara/cdn//example.org/page.html",
        "/_solara/cdn/@widgetti/solara-vuetify-app@10.1.2/dist/main8.css",
    ],
)
def test_nothing_is_fetched_from_elsewhere(target: Target, path: str) -> None:
    before = files()
    assert target.ask(path, within=5).status == 404
    assert files() == before


@pytest.mark.parametrize(
    "path",
    [
        "/resourcez",
        "/resourcez?verbose",
        "/jupyter/api/kernels/1234",
        f"/_solara/api/evict/{NOBODYS}",
        "/jupyter/nbextensions/anywidget/extension.js",
        "/jupyter/nbextensions/jupyter-js-widgets/extension.js",
        "/static/public/x",
        "/anything",
        "/people/",
        "/people/x",
        "/docs",
        "/_solara/auth/login",
        "/sim/dashboard/serve.py",
        "/static/solara_bootstrap.py",
    ],
)
def test_a_route_that_no_page_needs_is_not_there(target: Target, path: str) -> None:
    assert target.ask(path).status == 404
    assert target.ask(path, "POST").status == 405


ROOTS = (
    "/static/",
    "/static/assets/",
    "/plotly/",
    f"{LIBRARY}/",
    "/jupyter/nbextensions/jupyter-vue/",
    "/_solara/cdn/",
    "/",
)
CLIMBS = (
    "../" * 8, "..%2f" * 8, "%2e%2e/" * 8, "%2e%2e%2f" * 8, "..%252f" * 8, "%252e%252e%252f" * 8, "..%5c" * 8,
    "..%c0%af" * 8, "....//" * 8, "/", "%2f", ".%00/../" * 4, "x/../../../../../../..//",
)  # fmt: skip


@pytest.mark.parametrize("root", ROOTS)
def test_no_path_climbs_out(target: Target, root: str) -> None:
    for climb in CLIMBS:
        for file in ("etc/passwd", "server.py", "pyproject.toml", "file:///etc/passwd"):
            found = target.ask(f"{root}{climb}{file}")
            assert found.status in (400, 404), (root, climb, found.status)
            assert "root:" not in found.text


@pytest.mark.parametrize("path", ["/" + "a" * 30_000, "/?" + "a" * 40_000, "/" + "%2f" * 9_000, "/" + "../" * 9_000])
def test_a_long_address_is_refused(target: Target, path: str) -> None:
    assert target.ask(path).status in (400, 404, 414)


def test_a_page_is_closed_only_by_its_visitor(target: Target) -> None:
    mine, other = target.cookie(), target.cookie()
    assert mine != other
    kernel, tab = str(uuid.uuid4()), str(uuid.uuid4())
    address = f"/_solara/api/close/{kernel}?session_id={tab}"
    with target.page(mine, kernel, tab) as line:
        run_page(line)
        until(line, '"finished"')
        for cookie in (other, "", mine + "0", f"{mine}x; {other}", "solara-session-id=x"):
            assert target.ask(address, "POST", {"Cookie": cookie} if cookie else {}).status == 204
        foreign = {"Cookie": mine, "Origin": "http://evil.example"}
        assert target.ask(address, "POST", foreign).status == 400
        run_page(line)
        until(line, '"finished"')  # it is still there
        assert target.ask(address, "POST", {"Cookie": mine, "Origin": target.address}).status == 204
        with pytest.raises(Exception):  # noqa: B017
            until(line, NEVER)
