"""What is said of a network that cannot be used."""


class NetworkError(ValueError):
    """A network that cannot be used; the message says where, what is wrong, what was expected and what to do."""


def network_error(where: str, wrong: str, expected: str, remedy: str) -> NetworkError:
    """The message in four parts: where it is, what is wrong, what was expected, what to do."""
    return NetworkError(f"{where}: {wrong}. Expected {expected}. {remedy}.")


def short(value: object, longest: int = 60) -> str:
    """A value as it was written, cut where it is long."""
    text = repr(value)
    return text if len(text) <= longest else text[:longest] + "..."


def reason(problem: Exception, longest: int = 200) -> str:
    """What another library said of it, on one line, cut where it is long."""
    text = " ".join(str(problem).split()) or type(problem).__name__
    return text if len(text) <= longest else text[:longest] + "..."
