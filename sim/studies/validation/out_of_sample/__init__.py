"""Out of sample: what the model predicts of England's talking-therapy service after the year that the fit knows.

The rule stands in `docs/OUT_OF_SAMPLE.md` and was written before any prediction was run. rule (what each period is
given, and how it is imposed), figures (what is predicted), study (all periods), errors (beside expecting no change).
"""
