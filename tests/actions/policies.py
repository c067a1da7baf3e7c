"""The clinic's rules as somebody changes them."""

from callback_desk.domain.policy import Policy, read_policy


def without(policy: Policy, *taken: tuple[str, str]) -> Policy:
    """The same rules without Ben and without some roles, each with who stands in its place."""
    text = policy.text
    for gone, instead in taken:
        head, _, rest = text.partition(f"\n[roles.{gone}]\n")
        text = head + "\n" + rest[rest.index("\n[") :] if rest else text
        text = text.replace(f'stand_in = "{gone}"', 'stand_in = "manager"').replace(f'"{gone}"', f'"{instead}"')
    head, _, rest = text.partition("\n[people.ben]\n")
    return read_policy(head + rest.partition('roles = ["assistant"]\n')[2])


def putting_off(policy: Policy, *, days: int) -> Policy:
    """The same rules with another longest deferral."""
    text = policy.text
    standing = f"longest_deferral_days = {policy.limits.longest_deferral_days}"
    assert text.count(standing) == 1
    return read_policy(text.replace(standing, f"longest_deferral_days = {days}"))
