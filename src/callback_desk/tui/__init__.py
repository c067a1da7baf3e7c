"""The desk in the terminal: one screen with two working views, and the dialogs beside them."""

import os

# Textual reads this once, when it is first imported: 120 halves the wait for what follows a key.
os.environ.setdefault("TEXTUAL_FPS", "120")
