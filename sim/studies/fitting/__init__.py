"""Fitting the model to the evidence: from free parameters and their priors to an ensemble of sets that all fit.

free (what may move, and how far), targets (how well a value meets its row), evaluate (one set in the real model), runs
(many sets, kept on disk, resumable), emulator (a quick stand-in for the model), posterior (what the evidence leaves),
ensemble (sets proved in the real model), truth (does the procedure recover what it should?), fit (all of it).
"""
