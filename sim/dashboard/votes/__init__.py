"""Votes by phone: a class predicts what a lesson will show. All in memory, without names, forgotten after two hours."""
