"""Where one clinic's home keeps what it keeps."""

import json
from pathlib import Path
from typing import NamedTuple

APPLICATION = "callback-desk"


class Home(NamedTuple):
    """The folders of one clinic's home: with `--home` all three are one folder, else the platform's own."""

    config: Path
    data: Path
    state: Path

    @classmethod
    def at(cls, folder: Path | None) -> "Home":
        """Return the home in `folder`, or the platform's own where none is named. Makes nothing."""
        if folder is not None:
            return cls(folder, folder, folder)
        import platformdirs

        return cls(
            platformdirs.user_config_path(APPLICATION),
            platformdirs.user_data_path(APPLICATION),
            platformdirs.user_state_path(APPLICATION),
        )

    @property
    def policy(self) -> Path:
        """The clinic's rules."""
        return self.config / "policy.toml"

    @property
    def policy_draft(self) -> Path:
        """Rules that somebody is at work on, and that are not in force."""
        return self.config / "policy.draft.toml"

    @property
    def policy_drafted(self) -> Path:
        """The rules that were in force when the draft was begun."""
        return self.config / "policy.draft-of.toml"

    @property
    def policy_before(self) -> Path:
        """The rules that were in force before those of another desk took their place."""
        return self.config / "policy.before.toml"

    @property
    def policy_origin(self) -> Path:
        """Where the clinic's rules came from, if somebody put them in force for every desk."""
        return self.config / "policy.origin.json"

    @property
    def settings(self) -> Path:
        """How the person at this desk likes it: colours and keys."""
        return self.config / "config.toml"

    @property
    def key(self) -> Path:
        """The wrapped key file, where there is no keyring."""
        return self.config / "key"

    @property
    def recovery(self) -> Path:
        """The store's key wrapped under the recovery key."""
        return self.config / "recovery"

    @property
    def identity(self) -> Path:
        """The home's random id, by which the keyring knows it."""
        return self.config / "home.json"

    @property
    def store(self) -> Path:
        """The encrypted store."""
        return self.data / "callback-desk.db"

    @property
    def exports(self) -> Path:
        """Where the day's files go unless a folder is named."""
        return self.data / "days"

    @property
    def lock(self) -> Path:
        """Held by the one screen that is open on this home."""
        return self.state / "screen.lock"

    @property
    def is_set_up(self) -> bool:
        """Whether set-up was finished here; its last act writes the identity."""
        return self.identity.exists()

    def home_id(self) -> str:
        """Return the home's id."""
        return str(json.loads(self.identity.read_text("utf-8"))["home_id"])

    def make(self) -> None:
        """Make the folders, for this user alone."""
        for folder in (self.config, self.data, self.state):
            folder.mkdir(mode=0o700, parents=True, exist_ok=True)
