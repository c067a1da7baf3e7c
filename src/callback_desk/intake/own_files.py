"""The desk's own files are no exports of another system: their rows are callbacks already, and would come twice."""

from collections.abc import Sequence

from callback_desk.intake.guessing import Head
from callback_desk.intake.options import Unreadable
from callback_desk.intake.source import Shape, Source

_SUMMARY = ("part", "what", "number", "late", "since")
_ACCESS_LOG = ("line", "at", "person", "action", "callback", "detail", "hash before", "hash")
_TITLES = (
    "mark,patient,phone,lane,next action,whose turn,due at,late minutes,status,request,attention,channel,language,"
    "received at,target at,contacts,last contact at,attempts,last attempt at,escalated to,acknowledged,"
    "maybe resolved,hold reason,review,referral number,referral status,missing papers,birth date,record number,"
    "owner,follows,id,close result,closed at,closed by,close remark,noted at,attempt,disposition,result,"
    "identified by,spoke with,confirmed,told,open,appointment at,appointment with,appointment kind,understood,"
    "exceptions,remark,started at,call seconds,by,state,to,reason,patient's words,escalated at,escalated by,"
    "who was told,how,told at,minutes to told,papers received,referral specialty,referred by,referral reason,"
    "referral received on,referral authorization,kind,what,at,needs,lacking"
)
# Each sheet of callbacks has one of these, and no other system is known to write them.
_OURS_ALONE = frozenset(("whose turn", "late minutes", "maybe resolved", "close result", "minutes to told"))
_FEWEST = 5  # columns; an audience may be shown no more of a sheet
_PAGE_MARK = '<meta name="generator" content="callback-desk">'
_PAGE_HEAD = 40  # lines; the mark stands before the style


class OwnFile(Unreadable):
    """A file that callback-desk itself wrote."""

    def __init__(self, name: str) -> None:
        super().__init__(
            f"{name} is a file that callback-desk wrote itself: what it lists is here already, so give the list or log"
            " of the other system"
        )


def require_foreign(name: str, head: Head) -> None:
    """Check that a table is not a sheet of the day's files, or an access log, by its columns.

    Raises:
        OwnFile: it is.
    """
    if any(cells is not None and _is_ours(cells) for _, cells in head):
        raise OwnFile(name)


def require_foreign_page(source: Source) -> None:
    """Check that a web page is not the day's page.

    Raises:
        OwnFile: it is.
    """
    if source.shape is not Shape.MARKUP:
        return
    for number, line in enumerate(source.text.lines(), 1):
        if _PAGE_MARK in line:
            raise OwnFile(source.path.name)
        if number >= _PAGE_HEAD:
            return


def _is_ours(cells: Sequence[str]) -> bool:
    titles = tuple(cell.strip().casefold() for cell in cells if cell.strip())
    if titles in (_SUMMARY, _ACCESS_LOG):
        return True
    return (
        len(titles) >= _FEWEST
        and frozenset(_TITLES.split(",")).issuperset(titles)
        and not _OURS_ALONE.isdisjoint(titles)
    )
