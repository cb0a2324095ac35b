"""What every study is built on: one run, many runs side by side, one society simulated repeatedly, and statistics."""
