"""An old workbook is tried out in a process of its own before this one reads it.

A damaged one can make the library that reads it panic, which writes to the terminal behind the screen's back, or ask
for more memory than there is, which ends the program. Neither can be caught here; so a child meets it first.
"""

import subprocess
import sys
from pathlib import Path

_LONGEST_SECONDS = 120
_FAILED = 3
_UNTRIED = (0, 1, 2)
"""Exit codes that tell of no damage: sound, or an ordinary fault that this process will meet and tell; or no trial."""

_TRIAL = f"""
import sys
try:
    import resource
    resource.setrlimit(resource.RLIMIT_AS, (1 << 31, 1 << 31))
except (ImportError, ValueError, OSError):
    pass
from python_calamine import CalamineWorkbook
try:
    with CalamineWorkbook.from_path(sys.argv[1]) as book:
        for name in book.sheet_names:
            for row in book.get_sheet_by_name(name).iter_rows():
                pass
except Exception:
    pass
except BaseException:
    sys.exit({_FAILED})
"""


def can_be_read(path: Path) -> bool:
    """Tell whether the library comes to an end of its own with a workbook: True also where that cannot be tried."""
    if not sys.executable:
        return True
    command = [sys.executable, "-P", "-c", _TRIAL, str(path)]
    nothing, no_window = subprocess.DEVNULL, getattr(subprocess, "CREATE_NO_WINDOW", 0)
    try:
        ended = subprocess.run(
            command,
            stdin=nothing,
            stdout=nothing,
            stderr=nothing,
            timeout=_LONGEST_SECONDS,
            check=False,
            creationflags=no_window,
        )
    except subprocess.TimeoutExpired:
        return False
    except OSError:
        return True
    return ended.returncode in _UNTRIED
