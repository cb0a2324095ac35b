"""Sweeps: a design of many runs, stored as they end, taken up again after whatever stopped them.

From design to points (`design`, `points`), from points to keyed runs (`keys`, `runs`), through an engine
(`engine_local`, `engine_dask`) into the store (`store`), and out as two tables (`export`). `sweep` is all of it.
"""
