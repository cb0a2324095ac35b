"""Solara's navigator misspells `module.exports`, for which every page would warn in the browser's console."""

from pathlib import Path

from sim.core.cache import cache_folder, private_folder

MISSPELT, SPELT = "modules.export =", "module.exports ="


def spell_navigator() -> None:
    """Have pages use the navigator with the name spelt right; once Solara does so itself, nothing is done."""
    from solara.widgets.widgets import Navigator

    text = Path(Navigator.template_file).read_text(encoding="utf-8")
    if MISSPELT not in text:
        return
    folder = cache_folder() / "dashboard"
    private_folder(folder)
    path = folder / "navigator.vue"
    path.write_text(text.replace(MISSPELT, SPELT), encoding="utf-8")
    Navigator.template_file = str(path)
