"""A workbook of every callback of a store, beside XlsxWriter writing the same cells from memory.

Run in a process of its own, so that its memory is its own: `bench_exports.py HOME FOLDER` prints a line of JSON.
What is compared is processor time, of which a busy neighbour takes less than of the clock's.
"""

import json
import resource
import sys
import time
from datetime import date, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from callback_desk.actions import exporting
from callback_desk.actions.context import Desk
from callback_desk.actions.protecting import Protection
from callback_desk.desk.opening import open_desk
from callback_desk.exports.report import DayReport
from callback_desk.exports.tables import sheets

PERIOD = (date(2000, 1, 1), date(2100, 1, 1))


def main() -> int:
    """Write the workbook, then the same cells plainly, and print what each took."""
    home, folder = map(Path, sys.argv[1:])
    desk = open_desk(home)
    before = _peak_mebibytes()
    told: list[str] = []
    started, waited = time.process_time(), time.perf_counter()
    exporting.export(
        desk, exporting.Wanted(("xlsx",), *PERIOD), folder, Protection(plain_files=True), progress=told.append
    )
    ours, peak = time.process_time() - started, _peak_mebibytes()
    waited = time.perf_counter() - waited
    cells = _cells(desk)
    started = time.process_time()
    _plainly(folder / "raw.xlsx", cells)
    raw = time.process_time() - started
    found = {"ours": ours, "raw": raw, "seconds": waited, "mebibytes": peak, "more_mebibytes": peak - before}
    print(json.dumps({**found, "rows": sum(len(page) for page in cells), "told": len(told)}))
    desk.writer.close()
    desk.store.close()
    return 0


def _cells(desk: Desk) -> list[list[tuple[Any, ...]]]:
    report = DayReport.gather(
        policy=desk.policy,
        day=PERIOD[0],
        until=PERIOD[1],
        as_of=desk.clock(),
        callbacks=desk.store.all_callbacks(),
    )
    return [list(sheet.rows) for sheet in sheets(report)]


def _plainly(path: Path, pages: list[list[tuple[Any, ...]]]) -> None:
    with xlsxwriter.Workbook(str(path), {"constant_memory": True}) as book:
        moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
        for page in pages:
            sheet = book.add_worksheet()
            for row, cells in enumerate(page):
                for column, cell in enumerate(cells):
                    if isinstance(cell, str):
                        sheet.write_string(row, column, cell)
                    elif isinstance(cell, datetime):
                        sheet.write_datetime(row, column, cell.replace(tzinfo=None), moment)
                    elif isinstance(cell, date):
                        sheet.write_datetime(row, column, cell, moment)
                    elif cell is not None:
                        sheet.write_number(row, column, cell)


def _peak_mebibytes() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


if __name__ == "__main__":
    sys.exit(main())
