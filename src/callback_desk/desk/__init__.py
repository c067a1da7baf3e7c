"""The composition root: opens a clinic's home and hands on a desk of store, policy, person and clock.

Nothing else reads the environment, the keyring, the key file or the home's folders. Each command imports the part
that it needs, because a desk must open at once.
"""
