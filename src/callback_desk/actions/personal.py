"""How the person at a desk likes it: colours, keys, whether numbers may go to a telephone program."""

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True)
class Personal:
    """What `config.toml` of a home says; nothing of it changes what may be done.

    `keys` puts actions on other keys, as written there; every `sync_seconds` the folder is looked into that the desks
    share, with 0 only when somebody asks; `where` is the file, for sentences about it.
    """

    theme: str = "dark"
    keys: Mapping[str, str] = field(default_factory=dict)
    tel_links: bool = False
    where: str = "config.toml"
    sync_seconds: int = 60
