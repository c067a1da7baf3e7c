"""What the process that commands are forked from did before: what each of them would load or make anew."""

import gc
import os
from datetime import UTC, datetime
from functools import cache

os.environ["PYDANTIC_DISABLE_PLUGINS"] = "__all__"  # as the program itself does when it starts

import argon2.low_level
import cryptography.hazmat.primitives.ciphers.aead
import filelock
import phonenumbers
import pyrage
from typer import main as typer_main

from callback_desk.cli.program import app
from callback_desk.domain import script
from callback_desk.domain.callback import Callback
from callback_desk.domain.policy import read_policy
from callback_desk.policy import default_policy_text

__all__ = ["argon2", "cryptography", "filelock", "pyrage"]

_PAST = datetime(2026, 1, 1, tzinfo=UTC)


def _make() -> None:
    """Build the commands, the checks of the rules and of a number, and the templates of what is said."""
    typer_main.get_command = cache(typer_main.get_command)
    typer_main.get_command(app)
    policy = read_policy(default_policy_text())
    phonenumbers.is_valid_number(phonenumbers.parse("415-555-0133", "US"))
    script.render(policy, Callback("c", "role:x", "call", _PAST, _PAST, _PAST), "en", person_name="", now=_PAST)


_make()
gc.collect()
gc.freeze()  # so that no child copies what it only looks through
