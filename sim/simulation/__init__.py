"""What runs the model: the loops, allocation of treatment capacity, the schedule of policy, and burn-in."""
