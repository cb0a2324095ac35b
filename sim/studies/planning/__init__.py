"""Questions of planners: the best mix for a budget, and break-even values."""
