"""All errors of the project in one tree: what a user can correct, what was stopped, and what a developer got wrong."""


class RecoveryError(Exception):
    """Base class of all errors of this project; the branches say who can correct them."""


class UserInputError(RecoveryError, ValueError):
    """Bad input or environment: what is wrong, where, what was expected, what to do.

    The command line prints the message and ends with exit status 2; nothing already written is lost.
    """


class ScenarioError(UserInputError):
    """A scenario that cannot be used. The message says file, key, value, what was expected and what to do."""


class NetworkError(UserInputError):
    """A network that cannot be used; the message says where, what is wrong, what was expected and what to do."""


class SweepError(UserInputError):
    """A sweep that cannot be made, resumed or read: one message that says what is wrong and what to do."""


class FolderTaken(UserInputError):
    """Another run writes its results into the folder."""


class UnknownEvidence(UserInputError):
    """No row of the evidence has this id."""


class SealedRows(UserInputError):
    """A row of the evidence that nothing may measure before a fit is frozen."""


class NobodyError(UserInputError):
    """Nobody with this id lived in the weeks asked for."""


class AgentsAreFixed(UserInputError):
    """Somebody is added to, removed from, or lived on in a model by hand; people come, go and live together only."""


class MissingExtra(UserInputError):
    """Something needs a library of an extra that is not installed; the message says which extra and how to get it."""


class WrongValue(RecoveryError, ValueError):
    """A value in a file that does not fit: where, what, and what was expected."""

    def __init__(self, where: tuple[str | int, ...], value: object, expected: str) -> None:
        super().__init__(f"{'.'.join(map(str, where))} = {value!r}: expected {expected}")
        self.where, self.value, self.expected = where, value, expected


class UnknownName(WrongValue):
    """A name in a file that is not known: where, and which names are."""

    def __init__(self, where: tuple[str | int, ...], value: str, what: str, known: list[str]) -> None:
        super().__init__(where, value, f"{what}; known are {', '.join(known[:12])}{', ...' if len(known) > 12 else ''}")
        self.what, self.known = what, known


class Interrupted(RecoveryError):
    """The run was asked to stop before its last week."""


class OutOfTrials(RecoveryError):
    """A search has tried as many mixes as allowed."""


class UnknownBlock(RecoveryError, ValueError):
    """A page of the documents has an unknown block, or lacks one that it should have."""


class CacheNote(RuntimeWarning):
    """What is kept to save time cannot be kept, or was damaged; results are the same."""


class RenamedKey(FutureWarning):
    """A file or call uses the name that something had in an earlier version; it goes on working."""


class NetworkNote(UserWarning):
    """A network was read in part, or by a guess: what was read, and what was ignored."""
