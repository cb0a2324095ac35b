"""Write the generated blocks of the pages in this folder anew: `uv run docs/generate.py`."""

import sys
from pathlib import Path

FOLDER = Path(__file__).resolve().parent
sys.path.insert(0, str(FOLDER.parent))

from sim.reference.pages import pages  # noqa: E402

for path, text in pages(FOLDER).items():
    if path.read_text(encoding="utf-8") != text:
        path.write_text(text, encoding="utf-8")
        print(f"{path.name}: written anew")
