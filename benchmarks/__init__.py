"""Speed of the simulation against other ways of doing it, as ratios measured side by side (see `speed.py`)."""
