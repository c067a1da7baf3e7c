"""The default policy with a passage changed, and what is said of it."""

from callback_desk.domain.policy import check
from callback_desk.policy import default_policy_text

DEFAULT = default_policy_text()


def changed(old: str, new: str, count: int = 1) -> str:
    """Return the default policy with one passage changed."""
    assert old in DEFAULT
    return DEFAULT.replace(old, new, count)


def sentences(text: str) -> list[str]:
    """Return what is found wrong in a policy, a sentence each."""
    return [finding.sentence for finding in check(text)]
