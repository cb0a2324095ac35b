"""The support network: who is tied to whom, in which layer and how strongly.

`ties.py` holds the network as flat arrays, which is what the week of a person reads; `generate.py` grows a population's
households, neighbourhoods and ties; `graphs.py` turns ties into a NetworkX graph and any NetworkX graph into ties;
`graph_files.py` reads GraphML, GEXF, GML and edge lists.
"""
