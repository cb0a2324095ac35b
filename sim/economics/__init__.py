"""Health-economic evaluation: what policies cost, what they gain, and how sure one can be of the better choice.

Pure functions of arrays: costs and effects come as one row per strategy and one column a sample. A sample is one state
of the world that may be the true one (a replicate, a draw of the uncertain numbers, or both together), the same for all
strategies, and all samples are equally likely. Intervals are percentiles over samples. They hold the uncertainty that
the samples hold, and no other. Nothing here knows the simulation, but for the length of its year; only `valuation`
knows what a run uses and how its health is classed, and turns both into money and life years.
"""
