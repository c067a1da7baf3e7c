"""What a passphrase has to be, read at every start before anything of the clinic's rules is."""

SHORTEST_PASSPHRASE = 12
"""Characters of a passphrase that protects a file: whoever has the file can guess as often as they like."""
