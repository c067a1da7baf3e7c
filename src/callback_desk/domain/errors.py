"""The one error that people are shown as it stands."""


class DeskError(Exception):
    """Something a person can act on, told in one clear sentence: what, where, and what to do.

    The command line prints the sentence and exits with 2; the screen shows it as a message. It never carries
    patient data, so that it may be logged.
    """


class NotUnique(DeskError):
    """An id prefix that fits several callbacks, or none."""
