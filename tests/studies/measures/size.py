"""How many people are made up, and what they are ill of."""

PEOPLE = 4000


DEPRESSION, ANXIETY, STRESS = 1, 2, 4  # bits
