"""The theory: the week of a person, one file per step, in the order in which the week is lived.

ties, stress, attempt, belief (with outlook), symptoms (with circles and diagnosis), stigma, care (with treatment).

Each file holds pure functions of one person, the model's parameters
and random draws; none knows a network, a file or a screen. `sim/week.py` calls them from top to bottom.
"""
