"""What the fit may move and what it found: priors, the ensemble, its tables and its freeze. Every study may read
them.

How they were found is `sim.studies.fitting`, which only the commands `fit`, `validate` and `ablate` need.
"""
