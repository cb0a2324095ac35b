"""What the dashboard's table of documents holds: its pages, and the packaged scripts and fonts that they load."""

import re
import sys
from pathlib import Path

from sim.core.extras import missing
from sim.dashboard.gate.documents import A_DAY, ASK, NEVER, Document, files_in, together
from sim.errors import MissingExtra

HERE = Path(__file__).parent.parent
PAUSED, BUSY = HERE / "paused.html", HERE / "busy.html"
SCRIPTS = (HERE / "plotly_once.js", HERE / "root_path.js")  # within every page
LIBRARIES = "/_solara/cdn/"  # Solara's name for what it would fetch from elsewhere; here it is a table of local files
LANGUAGE = ("<html>", '<html lang="en">')
OWN_WORDS = (
    ('<v-card style="width: 600px">', '<v-card flat style="width: min(600px, 92vw)">'),
    ("<h1>{{ loading_text }}</h1>", '<p role="status" style="font-weight: 400">Opening the page</p>'),
    ('A widget with mount-id="solara-main" should go here', ""),
    (
        "App is disconnected, and may not function properly. Please refresh the page.",
        "The connection to the server broke. Load the page again: the address holds what you chose.",
    ),
    (
        "Could not restore session. Please refresh.",
        "The server has closed this page. The address holds what you chose.",
    ),
)  # what Solara's page says while it opens and when its connection broke, and what this dashboard says instead
WIDGETS = ("jupyter-vuetify", "jupyter-vue")  # the two libraries of widgets that pages are made of
ZOOM = (", maximum-scale=1, user-scalable=no, minimal-ui", "")  # readers may enlarge the page


def documents(pages: list[str], root_path: str) -> dict[str, Document]:
    """All documents, by their address below the root path.

    Args:
        pages: addresses of pages.
        root_path: path under which the dashboard is shown.
    """
    import plotly
    from solara.server import server

    shown = {
        address: Document(lambda address=address: page(address, root_path).encode(), ".html", NEVER, None)  # type: ignore[misc]
        for address in pages
    }
    server.get_nbextensions = _extensions  # not whatever else this machine has for notebooks
    one = page(pages[0], root_path)
    packages = sorted(set(re.findall(re.escape(LIBRARIES) + r"((?:@[\w.-]+/)?[\w.-]+@[\w.-]+)/", one)))
    folder = libraries()
    plotly_script = Path(plotly.__file__).parent / "package_data" / "plotly.min.js"
    static = Path(server.solara_static)
    return together(
        (
            shown,
            {"/paused": Document(PAUSED.read_bytes, ".html", NEVER, None)},
            {"/plotly/plotly.min.js": Document(plotly_script.read_bytes, ".js", A_DAY)},
            *(files_in(folder / name, f"{LIBRARIES}{name}/", A_DAY, _is_loaded) for name in packages),
            *(files_in(_extension(name), f"/jupyter/nbextensions/{name}/", A_DAY) for name in WIDGETS),
            files_in(static.parent / "assets", "/static/assets/", ASK),
            files_in(static, "/static/", ASK),
        )
    )  # fmt: skip


def libraries() -> Path:
    """Where the packaged scripts and fonts are.

    Raises:
        MissingExtra: they are not installed.
    """
    from solara.server import settings

    for folder in (Path(settings.assets.proxy_cache_dir), Path(sys.prefix) / "share" / "solara" / "cdn"):
        if any(folder.glob("requirejs@*")):
            return folder
    raise MissingExtra(missing("dashboard", "the dashboard", "solara-assets"))


def _is_loaded(name: str) -> bool:
    """Whether pages load a file of a packaged library: what is minified, and styles and fonts."""
    return not name.endswith(".js") or name.endswith(".min.js") or name == "require.js"


def _extension(name: str) -> Path:
    """Where a library of widgets is installed.

    Raises:
        LookupError: nowhere.
    """
    from solara.server import server

    for folder in server.nbextensions_directories:
        if (Path(folder) / name / "extension.js").is_file():
            return Path(folder) / name
    raise LookupError(
        f"{name} is not installed; expected it in one of {[str(one) for one in server.nbextensions_directories]}"
    )


def _extensions() -> tuple[list[str], dict[str, str]]:
    """The libraries of widgets, and what changes with each version of them, as Solara wants to know."""
    names = [f"{name}/extension" for name in WIDGETS]
    return names, {f"{name}/extension": str((_extension(name) / "extension.js").stat().st_mtime_ns) for name in WIDGETS}


def busy() -> Document:
    """What a visitor sees where too many pages are open."""
    return Document(BUSY.read_bytes, ".html", NEVER, None)


def page(address: str, root_path: str) -> str:
    """A page as Solara makes it, with its language and our scripts."""
    from solara.server import server

    made = server.read_root(address, root_path, use_nbextensions=True)
    if made is None:
        raise LookupError(f"Solara has no page {address}")
    scripts = "".join(f"<script>{path.read_text(encoding='utf-8')}</script>" for path in SCRIPTS)
    for before, after in (LANGUAGE, ZOOM, *OWN_WORDS, ("</head>", f"{scripts}</head>")):
        made = made.replace(before, after, 1)
    return str(made)
