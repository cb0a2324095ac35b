"""Serving the dashboard: one process, which works offline and sends no data."""

import os
import threading
import time
import warnings
import webbrowser
from pathlib import Path
from typing import Any

from sim.core.extras import require
from sim.dashboard.server_state import BASELINE_SETTING, IDLE_MINUTES, IDLE_SETTING, PEOPLE_SETTING, POPULATIONS_SETTING
from sim.scenario.load import BASELINE

APP = "sim.dashboard.app"
PAUSED = Path(__file__).parent / "paused.html"
PLOTLY_ONCE = Path(__file__).parent / "plotly_once.js"
SETTINGS = {
    "SOLARA_TELEMETRY_MIXPANEL_ENABLE": "False",
    "SOLARA_THEME_SHOW_BANNER": "False",
    "SOLARA_THEME_TITLE": "Recovery dynamics",
    "SOLARA_MODE": "production",
    "SOLARA_KERNEL_CULL_TIMEOUT": "20m",  # a visitor who closed the page, or whose line broke, is released after this
    "SOLARA_ASSETS_PROXY": "True",  # what the page needs comes from the installed package, never from elsewhere
    "SOLARA_ASSETS_FONTAWESOME_ENABLED": "False",
}
LANGUAGE = (b"<html>", b'<html lang="en">')
ZOOM = (b", maximum-scale=1, user-scalable=no, minimal-ui", b"")  # readers may enlarge the page


def prepare() -> None:
    """Set what Solara reads when it is first imported; what somebody set on purpose stays."""
    for name, value in SETTINGS.items():
        os.environ.setdefault(name, value)
    os.environ["SOLARA_APP"] = APP


def application() -> Any:
    """The ASGI application: Solara's, with Plotly's script from its wheel, and a page that says its language."""
    prepare()
    warnings.filterwarnings("ignore", message="Cookies with samesite=none require https")  # not embedded anywhere
    import plotly
    from solara.server import starlette as solara_server
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import FileResponse, Response
    from starlette.routing import BaseRoute, Mount, Route
    from starlette.staticfiles import StaticFiles

    async def page(request: Request) -> Response:
        response: Response = await solara_server.root(request)
        body = bytes(response.body)
        for before, after in (
            LANGUAGE,
            ZOOM,
            (b"</head>", b"<script>" + PLOTLY_ONCE.read_bytes() + b"</script></head>"),
        ):
            body = body.replace(before, after, 1)
        response.body = body
        response.headers["content-length"] = str(len(body))
        return response

    scripts = Path(plotly.__file__).parent / "package_data"
    theirs: list[BaseRoute] = [
        Route(route.path, endpoint=page) if isinstance(route, Route) and route.endpoint is solara_server.root else route
        for route in solara_server.routes
    ]
    own: list[BaseRoute] = [
        Mount("/plotly", app=StaticFiles(directory=scripts)),
        Route("/paused", endpoint=lambda _: FileResponse(PAUSED, media_type="text/html")),
    ]
    routes = [*own, *theirs]
    return Starlette(routes=routes, lifespan=solara_server.lifespan, middleware=solara_server.middleware)


def serve(
    host: str,
    port: int,
    *,
    baseline: str = BASELINE,
    people: int,
    populations: int,
    root_path: str = "",
    idle_minutes: float = IDLE_MINUTES,
    show: bool = True,
) -> None:
    """Serve until Ctrl-C.

    Args:
        host: address to listen on.
        port: port to listen on.
        baseline: what every policy is compared with: a scenario's name or path.
        people: size of each population that the explorer simulates.
        populations: how many of them a full answer is based on.
        root_path: path under which a reverse proxy shows the dashboard, such as "/recovery".
        idle_minutes: how long a page may be inactive before its session is closed.
        show: open the page in this machine's browser.
    """
    require("dashboard", "the dashboard")
    if root_path:
        os.environ["SOLARA_ROOT_PATH"] = root_path
    os.environ[BASELINE_SETTING] = baseline
    os.environ[PEOPLE_SETTING] = str(people)
    os.environ[POPULATIONS_SETTING] = str(populations)
    os.environ[IDLE_SETTING] = str(idle_minutes)
    app = application()
    import uvicorn

    from sim.dashboard.server_state import warm

    threading.Thread(target=warm, daemon=True, name="warm").start()
    server = uvicorn.Server(
        uvicorn.Config(
            app,
            host=host,
            port=port,
            log_level="warning",
            timeout_graceful_shutdown=3,
            ws_max_size=16 * 2**20,
        )
    )

    def open_when_ready() -> None:
        while not server.started and not server.should_exit:
            time.sleep(0.1)
        if server.started:
            webbrowser.open(f"http://{host}:{port}{root_path}/")

    if show:
        threading.Thread(target=open_when_ready, daemon=True).start()
    server.run()
