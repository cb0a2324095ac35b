"""Fitting the model to the evidence: from free parameters and their priors to an ensemble of sets that all fit.

likelihood (how well a value agrees with its row), evaluate (one
set in the model), runs (many sets, kept on disk, resumable), emulator (a fast approximation of the model), posterior,
identifiability (parameters that the rows cannot identify), parameter_recovery,
refine, fit (all of it). Priors and the
ensemble are in `sim.studies.fitted`.
"""
