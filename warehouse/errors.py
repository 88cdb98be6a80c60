"""The errors a person sees: what was expected, what came, where, and what to do next."""


class ChokepointError(Exception):
    """Any error with a message for a person; shown without a traceback unless asked for."""


class DataError(ChokepointError):
    """A publisher's answer, a landed document or a load that is not what the contract says.

    `expected`, `came`, `where` and `next_step` are plain sentences without a final full stop.
    """

    def __init__(self, *, expected: str, came: str, where: str, next_step: str) -> None:
        self.expected, self.came, self.where, self.next_step = expected, came, where, next_step
        super().__init__(f"{where}: expected {expected}; came {came}. {next_step}.")
