"""What outcomes depend on: screening, shares of variance, distances of distributions, and rules of failure.

All of it reads a finished sweep (`sim.studies.sweeps`). Indices and samples are SALib's (Herman and Usher 2017, Journal
of Open Source Software 2:97; Iwanaga, Usher and Herman 2022, Socio-Environmental Systems Modelling 4:18155).
"""
