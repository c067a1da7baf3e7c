"""The policy that every clinic starts from, readable and complete."""


def default_policy_text() -> str:
    """Return the default policy as its file reads."""
    from importlib.resources import files  # here: only who founds a clinic reads it

    return (files(__package__) / "default.toml").read_text(encoding="utf-8")
