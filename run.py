#!/usr/bin/env -S uv run
"""The one command: `uv run run.py` compares policies; `uv run run.py --help` lists what else there is."""

import sys

if __name__ == "__main__":  # worker processes load this file too, and need no commands
    from sim.command.main import main

    sys.exit(main())
