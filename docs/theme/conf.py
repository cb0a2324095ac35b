"""Settings of Sphinx for the site: everything it shows is part of it, and nothing is loaded from elsewhere."""

from pathlib import Path

from pygments.lexer import RegexLexer
from pygments.token import Comment, Name, Number, Operator, Punctuation, Text
from sphinx.application import Sphinx

import sim

project = "Recovery dynamics"
copyright = "the authors of Recovery dynamics, MIT licence"  # noqa: A001  # the name that Sphinx reads
version = release = sim.__version__
language = "en"

extensions = ["myst_parser"]
source_suffix = {".md": "markdown"}
root_doc = "index"
myst_heading_anchors = 6  # links to headings as at the code host
myst_url_schemes = ("http", "https", "mailto")
smartquotes = False  # options have two hyphens
nitpicky = True
suppress_warnings = ["myst.header"]  # the generated pages skip a level where a class has no methods

html_theme = "furo"
html_title = "Recovery dynamics"
html_static_path = [str(Path(__file__).parent / "static")]
html_css_files = ["site.css"]
html_use_index = False
html_copy_source = False
html_show_sourcelink = False
html_show_sphinx = False
html_theme_options = {
    "light_css_variables": {"color-brand-primary": "#0b5c82", "color-brand-content": "#0b5c82"},
    "dark_css_variables": {"color-brand-primary": "#7cc0e4", "color-brand-content": "#7cc0e4"},
    "footer_icons": [],
}
pygments_style = "a11y-light"
pygments_dark_style = "a11y-dark"


class Equations(RegexLexer):
    """The equations of the ODD page: assignments, and arrows for moves toward a target."""

    name = "equations"
    aliases = ("equations",)
    tokens = {  # noqa: RUF012  # as the library wants it
        "root": [
            (r"#.*$", Comment),
            (r"\b\d[\d_.]*(e-?\d+)?\b", Number),
            (r"\b(if|else|for|in|and|or|not)\b|[-+*/=<>←→≤≥^|&%~]", Operator),
            (r"[A-Za-z_]\w*(?=\()", Name.Function),
            (r"[A-Za-z_]\w*", Name),
            (r"[()\[\]{},.:;]", Punctuation),
            (r"\s+|.", Text),
        ]
    }


def setup(app: Sphinx) -> None:
    """Teach the builder the equations."""
    app.add_lexer("equations", Equations)
