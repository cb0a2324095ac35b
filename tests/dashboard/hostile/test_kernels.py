"""Nobody gets at another visitor's page: not by its name, and not by the line over which pages read their state."""

from __future__ import annotations

import json
import uuid
from contextlib import ExitStack

import pytest
from websockets.exceptions import ConnectionClosed, InvalidStatus

from tests.dashboard.hostile.attacking import NEVER, Target, message, run_page, until

NAME = "5dd0e230-1cbb-4369-9500-525effe6ece1"  # as pages have them


def test_a_page_is_taken_over_only_with_its_visitors_cookie(target: Target) -> None:
    mine, other = target.cookie(), target.cookie()
    kernel = str(uuid.uuid4())
    with target.page(mine, kernel) as line:
        run_page(line)
        until(line, '"finished"')
        for cookie in (other, "", f"{mine[:-1]}x", "solara-session-id=" + mine.partition("=")[2].partition(".")[0]):
            with pytest.raises(InvalidStatus) as refused, target.page(cookie, kernel):
                pass
            assert refused.value.response.status_code == 403
        with target.page(mine, kernel) as again:  # the visitor's own line, back after it broke
            run_page(again)
            until(again, '"finished"')


@pytest.mark.parametrize(
    "path",
    [
        "/jupyter/api/kernels/1234/channels?session_id=" + NAME,
        "/jupyter/api/kernels/..%2f..%2fx/channels?session_id=" + NAME,
        f"/jupyter/api/kernels/{NAME}/channels",
        f"/jupyter/api/kernels/{NAME}/channels?session_id=",
        f"/jupyter/api/kernels/{NAME}/channels?session_id=" + "a" * 500,
        f"/jupyter/api/kernels/{NAME}/channels?" + "&".join(f"a{n}=1" for n in range(2_000)),
        f"/jupyter/api/kernels/{NAME}/shell?session_id=" + NAME,
        f"/jupyter/api/kernels/{NAME.upper()}X/channels?session_id=" + NAME,
        "/",
        "/people",
        "/resourcez",
    ],
)
def test_names_that_no_page_has_are_refused(target: Target, path: str) -> None:
    from websockets.sync.client import connect

    with pytest.raises(InvalidStatus) as refused, connect(f"ws://{target.host}{path}", proxy=None):
        pass
    assert refused.value.response.status_code in (400, 403)


def test_one_page_has_a_bounded_number_of_lines_by_name(target: Target) -> None:
    mine, kernel = target.cookie(), str(uuid.uuid4())
    opened = 0
    for _ in range(40):
        try:
            with target.page(mine, kernel) as line:
                run_page(line)
                until(line, '"finished"')
                opened += 1
        except InvalidStatus:
            break
    assert 10 <= opened <= 25


def test_a_page_reads_its_own_state_whoever_asked_last(target: Target) -> None:
    with ExitStack() as both:
        lines = [both.enter_context(target.page(target.cookie())) for _ in range(2)]
        for line, path in zip(lines, ("/evidence", "/lab"), strict=True):
            run_page(line, path)
            until(line, '"finished"')
        for name, line in zip(("first", "second"), lines, strict=True):
            opened = json.loads(
                message("comm_open", {"comm_id": name, "target_name": "jupyter.widget.control", "data": {}})
            )
            opened["metadata"] = {"version": "1.0.0"}
            line.send(json.dumps(opened))
            line.send(message("kernel_info_request", {}))
            until(line, "kernel_info_reply", within=10)  # it is open
        lines[0].send(message("comm_msg", {"comm_id": "first", "data": {"method": "request_states"}}))
        heard = until(lines[0], "update_states", within=10)
        assert '"first"' in heard
        lines[1].send(message("kernel_info_request", {}))
        assert "update_states" not in until(lines[1], "kernel_info_reply", within=10)


def test_a_page_has_one_connection_at_a_time(target: Target) -> None:
    mine, kernel, tab = target.cookie(), str(uuid.uuid4()), str(uuid.uuid4())
    with ExitStack() as stack:
        lines = [stack.enter_context(target.page(mine, kernel, tab)) for _ in range(8)]
        for line in lines[:-1]:
            with pytest.raises(ConnectionClosed):
                until(line, NEVER, within=5)
        run_page(lines[-1])
        until(lines[-1], '"finished"')


def test_a_page_opens_a_bounded_number_of_lines(target: Target) -> None:
    with target.page(target.cookie()) as line, pytest.raises(ConnectionClosed):
        for number in range(2_000):
            line.send(message("comm_open", {"comm_id": f"c{number}", "target_name": "solara.control", "data": {}}))
        until(line, NEVER, within=10)


def test_no_page_makes_widgets_on_the_server(target: Target) -> None:
    with target.page(target.cookie()) as line, pytest.raises(ConnectionClosed):
        state = {"_model_module": "@jupyter-widgets/controls", "_model_name": "FileUploadModel"}
        line.send(message("comm_open", {"comm_id": "w", "target_name": "jupyter.widget", "data": {"state": state}}))
        until(line, NEVER, within=10)


def test_a_page_that_is_gone_lets_go(target: Target) -> None:
    with target.page(target.cookie()) as line, pytest.raises(ConnectionClosed):
        run_page(line)
        line.send(message("shutdown_request", {}))
        until(line, NEVER, within=10)
