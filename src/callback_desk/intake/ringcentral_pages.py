"""RingCentral's pages by the lists that they are of: which of these lack some, by their own counts."""

from collections.abc import Hashable, Iterable, Iterator, Sequence
from typing import NamedTuple

from callback_desk.intake.json_folder import Page
from callback_desk.intake.json_records import Fields, first_text, part, parts, text
from callback_desk.intake.ringcentral import LISTS

_MOST_DIGITS = 4
"""A longer number is no count of pages."""
_NAMED = 5


class _Numbered(NamedTuple):
    """One page of a list: the file that it is in, its number, and the numbers of pages and records of the list."""

    place: str
    number: int
    totals: tuple[int, str]
    document: Fields

    @property
    def newest(self) -> str:
        """When its newest record is of."""
        return max((first_text(one, "startTime", "creationTime") for one in parts(self.document, *LISTS)), default="")


def lacking(what: str, pages: Iterable[Page]) -> Iterator[str]:
    """Say which of the pages that a list has by its own count are not here, and where that cannot be told."""
    lists: dict[Hashable, list[_Numbered]] = {}
    for page in pages:
        for _, document in page.documents:
            paging = part(document, "paging") if isinstance(document, dict) else {}
            if paging:
                totals = _count(paging.get("totalPages")), text(paging.get("totalElements"))
                numbered = _Numbered(page.place, _count(paging.get("page")), totals, document)
                lists.setdefault(_address(document) or totals, []).append(numbered)
    for found in lists.values():
        whose = f" (the list with {found[0].place})" if len(lists) > 1 else ""
        yield from _lacking(what, whose, found)


def _lacking(what: str, whose: str, found: Sequence[_Numbered]) -> Iterator[str]:
    numbers = {page.number for page in found}
    total = max(page.totals[0] for page in found)
    there_not = [str(number) for number in range(1, total + 1) if number not in numbers]
    if there_not:
        yield f"of the {what}'s {total} pages{whose} these are not in the folder: {', '.join(there_not[:_NAMED])}"
    why = _why_several(found)
    if why:
        yield f"the {what}'s pages{whose} are of several lists ({why}): one may lack pages that another has"


def _why_several(found: Sequence[_Numbered]) -> str:
    """Return why pages that seem to be of one list cannot be, or nothing where they can."""
    pages: dict[int, _Numbered] = {}
    for page in found:
        if pages.setdefault(page.number, page).document != page.document:
            return f"page {page.number} is there more than once"
    if len({page.totals for page in found}) > 1:
        return "their totals differ"
    newest = [pages[number].newest for number in sorted(pages)]
    # RingCentral gives its newest records first.
    return "" if newest == sorted(newest, reverse=True) else "a later page has newer records"


def _address(document: Fields) -> str:
    """Return the address that all pages of a list have in common, without the page's number; empty without one."""
    address, _, query = text(document.get("uri")).partition("?")
    asked = (word for word in query.split("&") if word and word.partition("=")[0] != "page")
    return "&".join([address, *sorted(asked)])


def _count(value: object) -> int:
    """Return a number of pages; 0 for what is none."""
    written = text(value)
    return int(written) if len(written) <= _MOST_DIGITS and written.isascii() and written.isdecimal() else 0
