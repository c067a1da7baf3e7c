"""callback-desk: a keyboard workstation for returning the calls of patients."""

__version__ = "0.1.0"
