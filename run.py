"""The one command: `uv run run.py` compares policies; `uv run run.py --help` lists what else there is."""

import sys

from sim.command.main import main

if __name__ == "__main__":
    sys.exit(main())
