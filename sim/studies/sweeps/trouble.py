"""What can go wrong with a sweep at the user's end."""


class SweepError(ValueError):
    """A sweep that cannot be made, taken up or read: one message that says what is wrong and what to do."""
