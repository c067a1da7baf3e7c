"""Questions at a terminal, one line each: no colours and no moving cursor, for screen readers and slow links."""

import sys
from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, TypeVar

from callback_desk.cli.frame import ask
from callback_desk.domain.errors import DeskError
from callback_desk.domain.text import clean_line, folded

if TYPE_CHECKING:
    from callback_desk.domain.policy import Policy

Choices = Sequence[tuple[str, str]]
"""The code and the words of each choice."""
Answer = TypeVar("Answer")


def choose(question: str, choices: Choices, flag: str) -> str:
    """Ask for one of several, by its number or the beginning of its words, until it is one; return its code.

    Raises:
        DeskError: nobody can be asked; the sentence names the flag.
    """
    return _until_understood(lambda: one_of(_ask_listed(question, choices, flag=flag), choices))


def choose_or(question: str, choices: Choices, known: str | None) -> str | None:
    """As `choose`; an empty answer keeps what is known."""
    words = next((words for code, words in choices if code == known), None)
    return _until_understood(
        lambda: one_of(text, choices) if (text := _ask_listed(question, choices, _kept(words))) else known
    )


def choose_several(question: str, choices: Choices, known: Sequence[str]) -> list[str]:
    """Ask for any number of several; an empty answer keeps what is known, `none` takes none."""
    kept = _kept(", ".join(words for code, words in choices if code in known))

    def answer() -> list[str]:
        text = _ask_listed(question, choices, f", numbers with spaces, or none{kept}")
        if folded(text) == "none":
            return []
        return [one_of(part, choices) for part in text.replace(",", " ").split()] or list(known)

    return _until_understood(answer)


def yes_or_no(question: str, known: bool | None) -> bool | None:
    """Ask for yes or no; an empty answer keeps what is known."""
    words = {True: "yes", False: "no"}.get(known) if known is not None else None
    found = choose_or(question, (("yes", "yes"), ("no", "no")), words)
    return None if found is None else found == "yes"


def line_or(question: str, known: str | None) -> str | None:
    """Ask for a line of text; an empty answer keeps what is known."""
    return ask(question + _kept(known)) or known


def read_or(question: str, known: Answer | None, shown: str | None, read: Callable[[str], Answer]) -> Answer | None:
    """Ask for a line that means something, until `read` understands it; an empty answer keeps what is known."""
    return _until_understood(lambda: read(text) if (text := ask(question + _kept(shown))) else known)


def owners(policy: "Policy") -> list[tuple[str, str]]:
    """Return everybody whose turn it can be, as JSON writes an owner, with the title or name."""
    known = [f"role:{role}" for role in policy.roles] + [f"person:{person}" for person in policy.people]
    return [(policy.owner_name(owner), policy.role_title(owner)) for owner in known]


def one_of(text: str, choices: Choices) -> str:
    """Return the code of the choice that a number, a code or the beginning of its words means.

    Raises:
        DeskError: it means none of them, or several.
    """
    if text.isdecimal() and 1 <= int(text) <= len(choices):
        return choices[int(text) - 1][0]
    wanted = folded(text)
    exact = [code for code, words in choices if wanted in (folded(code), folded(words))]
    found = exact or [code for code, words in choices if wanted and folded(words).startswith(wanted)]
    if len(found) != 1:
        raise DeskError(f"{text!r:.40} is none of these: give a number from 1 to {len(choices)}, or the words")
    return found[0]


def _ask_listed(question: str, choices: Choices, how: str = "", *, flag: str = "--json -") -> str:
    if not sys.stdin.isatty():
        return ask(question, flag)
    print(f"{question}:")
    for number, (_, words) in enumerate(choices, 1):
        print(f"  {number} {clean_line(words)}")
    return ask(f"Answer{how}", flag)


def _kept(known: str | None) -> str:
    return f" (enter keeps: {clean_line(known)})" if known else ""


def _until_understood(answer: Callable[[], Answer]) -> Answer:
    """Ask again after an answer that means nothing here; what cannot be asked at all is not asked again."""
    while True:
        try:
            return answer()
        except DeskError as fault:
            if not sys.stdin.isatty():
                raise
            print(f"{fault}")
