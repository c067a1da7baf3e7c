"""What a command answers when it did not fail."""


class NotYet(Exception):
    """The command looked and the answer is no: exit code 1."""
