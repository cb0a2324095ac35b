"""Interventions one by one: each in a trial like that of its evidence and as a policy of its own, and its card.

trials (`trials.toml`: what each is tried on), own_trials (how it is measured), policies (each alone, on top of care as
it is), measuring (all of it, as a table), stored and storing (the table that cards quote), circular (which figures set
what they are compared with), card (all that is known of one intervention, in words).
"""
