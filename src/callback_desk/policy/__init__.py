"""The policy that every clinic starts from, readable and complete."""

from importlib.resources import files


def default_policy_text() -> str:
    """Return the default policy as its file reads."""
    return (files(__package__) / "default.toml").read_text(encoding="utf-8")
