"""Fitting the model to findings: from free parameters and their priors to an ensemble that stands for the posterior.

question (which findings, and what may move), evaluate (one set in the model), run_file (many sets, kept on disk,
resumable), likelihood (how well a value agrees with its row), emulator (a fast approximation of the model), history
(what the runs rule out), posterior, waves (where the model is run), calibration (known worlds, fitted as if each were
the real one), identifiability (what the rows cannot distinguish), members (the ensemble and its default), fit (all of
it). Free parameters, the ensemble and what else comes of a fit are in `sim.studies.fitted`.
"""
