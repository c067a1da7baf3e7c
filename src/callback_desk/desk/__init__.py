"""The composition root: opens a clinic's home and hands on a desk of store, policy, person and clock.

Nothing else reads the environment, the keyring, the key file or the home's folders.
"""

from callback_desk.desk.demo import demo_desk
from callback_desk.desk.founding import SetUp, SetUpDone, recover_key, set_up
from callback_desk.desk.opening import open_desk, screen_lock
from callback_desk.desk.policy_file import policy_text, read_text

__all__ = [
    "SetUp",
    "SetUpDone",
    "demo_desk",
    "open_desk",
    "policy_text",
    "read_text",
    "recover_key",
    "screen_lock",
    "set_up",
]
