"""UN Comtrade: an answer is of reporters, flows, codes as they are and periods."""

from expectations.cells import Cells

CELLS = Cells(
    exact={
        "freq": "freqCode",
        "reporter": "cast(reporterCode as varchar)",
        "flow": "flowCode",
        "cmd": "cmdCode",
        "period": "period",
    },
    period=("period",),
)
