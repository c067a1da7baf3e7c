"""Notes in free text that list the papers still missing: `Missing: last office note; EKG`."""

import re
from collections.abc import Iterable

_MISSING = re.compile(
    r"^\s*(?:missing(?: (?:papers?|documents?|docs?))?|still missing|needed|faltan?)\s*:\s*(.+)$", re.IGNORECASE
)


def split_notes(notes: Iterable[str]) -> tuple[list[str], list[str]]:
    """Return the notes without the lines that list missing papers, and those papers one by one."""
    left, missing = [], []
    for note in notes:
        lines = []
        for line in note.splitlines():
            found = _MISSING.match(line)
            if found is None:
                lines.append(line)
            else:
                papers = re.split(r"[;,]", found[1])
                missing += [paper.strip(" .") for paper in papers if paper.strip(" .")]
        if "\n".join(lines).strip():
            left.append("\n".join(lines).strip())
    return left, list(dict.fromkeys(missing))
