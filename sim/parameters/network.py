"""Parameters of the support network, and of the households and neighbourhoods it grows in."""

from sim.parameters.fields import ParameterGroup, parameter


class NetworkParameters(ParameterGroup):
    """Sizes, clustering and homophily of the layers (SO11-SO14)."""

    neighbourhood_people: float = parameter(150, "people", 10, 10000, "people in a neighbourhood", "SO12")
    neighbourhood_mixed: float = parameter(
        0.35, "share", 0, 1, "households whose fifth is not bound to the neighbourhood"
    )
    household_of_one: float = parameter(0.32, "weight", 0.01, 1, "households with one adult")
    household_of_two: float = parameter(0.46, "weight", 0, 1, "households with two adults")
    household_of_three: float = parameter(0.14, "weight", 0, 1, "households with three adults")
    household_of_four: float = parameter(0.08, "weight", 0, 1, "households with four adults")
    household_with_children: float = parameter(
        0.7, "share", 0, 1, "of three or four adults: a couple and grown children"
    )
    household_one_parent: float = parameter(0.10, "share", 0, 1, "of two adults: one parent and a grown child")
    household_sharers: float = parameter(0.08, "share", 0, 1, "of the other two-adult households: young people sharing")
    couple_age_gap: float = parameter(3.0, "years", 0, 30, "SD of the age gap within couples")
    parent_age_low: float = parameter(25, "years", 15, 60, "least age gap between parent and child")
    parent_age_high: float = parameter(35, "years", 15, 60, "largest such gap")
    child_at_home: float = parameter(8.0, "years", 0, 30, "mean years that grown children stay at home")
    sharer_years: float = parameter(9.0, "years", 0, 30, "mean years since coming of age of young people who share")

    sociability_shape: float = parameter(
        2.5, "shape", 0.1, 100, "gamma shape of sociability; small: very unequal", "SO12"
    )

    household_strength_low: float = parameter(0.8, "tie strength", 0.01, 1, "weakest tie within a household", "SO11")
    household_strength_high: float = parameter(1.0, "tie strength", 0.01, 1, "strongest tie within a household", "SO11")
    family_strength_low: float = parameter(0.4, "tie strength", 0.01, 1, "weakest tie within a wider family", "SO11")
    family_strength_high: float = parameter(0.8, "tie strength", 0.01, 1, "strongest tie within a wider family", "SO11")
    family_strength_lean: float = parameter(
        0.32, "power", 0.05, 20, "below 1 most family ties are strong, above 1 weak"
    )
    family_households: float = parameter(3, "households", 1, 20, "most households in one wider family")
    family_reach: float = parameter(80, "households", 1, 100000, "how far apart households of one family live")
    family_contact: float = parameter(0.9, "share", 0, 1, "share of kin across households who keep contact", "SO11")

    friend_circles: float = parameter(2, "circles", 1, 10, "circles of neighbours of like age that a person moves in")
    friend_circle_people: float = parameter(300, "people", 2, 100000, "people in such a circle", "SO12")
    friend_candidates: float = parameter(5, "people", 1, 50, "people on either side in age who can be friends", "SO13")
    friend_rate: float = parameter(
        0.29, "share", 0, 1, "chance of friendship with one of them, both of mean sociability"
    )
    friend_age_noise: float = parameter(11.0, "years", 0, 50, "blur of age in circles: large means less homophily")
    friend_other_fifth: float = parameter(
        0.75, "times", 0, 1, "chance of friendship, for each deprivation fifth between"
    )
    friend_far: float = parameter(0.35, "ties", 0, 1, "mean number of friends anywhere in the population")
    friend_far_age: float = parameter(3.0, "years", 0, 50, "blur of age among friends far away")
    friend_closure: float = parameter(
        0.16, "share", 0, 1, "chance per friend of befriending a friend of theirs", "SO13"
    )
    friend_strength_low: float = parameter(0.25, "tie strength", 0.01, 1, "weakest tie between friends", "SO12")
    friend_strength_high: float = parameter(0.7, "tie strength", 0.01, 1, "strongest tie between friends", "SO12")
    friend_strength_lean: float = parameter(1.7, "power", 0.05, 20, "below 1 most friendships are strong, above 1 weak")

    group_rate: float = parameter(0.42, "share", 0, 1, "chance of each of two memberships at mean sociability", "SO12")
    group_smallest: float = parameter(8, "people", 2, 1000, "members of the smallest group at work or in the community")
    group_largest: float = parameter(20, "people", 2, 1000, "members of the largest group", "SO12")
    group_reach: float = parameter(1500, "people", 1, 10000000, "how far apart members of one group live")
    group_far: float = parameter(0.05, "share", 0, 1, "members from anywhere in the population")
    group_contact: float = parameter(0.55, "share", 0, 1, "share of fellow members whom one knows", "SO12 SO13")
    peer_strength_low: float = parameter(0.05, "tie strength", 0.01, 1, "weakest tie between peers", "SO12")
    peer_strength_high: float = parameter(0.25, "tie strength", 0.01, 1, "strongest tie between peers", "SO12")
