"""What every study stands on: one run, many runs side by side, one society lived again, and statistics."""
