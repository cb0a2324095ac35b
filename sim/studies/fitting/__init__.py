"""Fitting the model to the evidence: from free parameters and their priors to an ensemble of sets that all fit.

likelihood (how well a value meets its row), evaluate (one set in the real model), runs (many sets, kept on disk,
resumable), emulator (a quick stand-in for the model), posterior (what the evidence leaves), identifiability (what it
cannot tell apart), refine (the best points of the emulator), parameter_recovery (does the procedure recover what it
should?), fit (all of it). Priors and the ensemble stand in `sim.studies.fitted`.
"""
