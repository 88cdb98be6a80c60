"""The errors a person sees: what was expected, what came, where, and what to do next."""

from __future__ import annotations


class ChokepointError(Exception):
    """Any error with a message for a person; shown without a traceback unless asked for."""


class DataError(ChokepointError):
    """A publisher's answer, a landed document or a load that is not what the contract says.

    `expected`, `came`, `where` and `next_step` are plain sentences without a final full stop.
    """

    def __init__(self, *, expected: str, came: str, where: str, next_step: str) -> None:
        came = in_one_line(came)
        self.expected, self.came, self.where, self.next_step = expected, came, where, next_step
        super().__init__(f"{where}: expected {expected}; came {came}. {next_step}.")


class UnreadableError(DataError):
    """A landed document that is not what its contract says: it is set aside, and all others are loaded."""


def ways_back(document: str | None = None) -> str:
    """What a person can do about a document that is set aside, or about several; without a final full stop."""
    return (
        f"Look at it: chokepoint documents {document or '--held'}. "
        f"Withdraw it: chokepoint withdraw {document or 'DOCUMENT'} --why REASON"
    )


def in_one_line(text: str) -> str:
    """Text from outside as a message may show it: no line breaks, no control characters, nothing undecoded."""
    shown = "".join(letter if letter.isprintable() and letter != "\ufffd" else " " for letter in text)
    return " ".join(shown.split())
