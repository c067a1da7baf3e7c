"""Where a file is written to before it has its name: a path, or memory where its plain form may not touch the disk."""

from collections.abc import Iterator
from contextlib import contextmanager
from io import BytesIO, TextIOWrapper
from pathlib import Path
from typing import BinaryIO, TextIO

Target = Path | BytesIO
"""A file in a folder that nobody else reads, or memory."""


@contextmanager
def binary(target: Target) -> Iterator[BinaryIO]:
    """Open a target for bytes."""
    if isinstance(target, BytesIO):
        yield target
    else:
        with target.open("wb") as out:
            yield out


@contextmanager
def text(target: Target, encoding: str = "utf-8") -> Iterator[TextIO]:
    """Open a target for text whose line ends stay as they are given."""
    with binary(target) as out:
        words = TextIOWrapper(out, encoding=encoding, newline="")
        yield words
        words.flush()
        words.detach()


def put_text(target: Target, words: str) -> None:
    """Write a whole text as UTF-8."""
    with binary(target) as out:
        out.write(words.encode("utf-8"))
