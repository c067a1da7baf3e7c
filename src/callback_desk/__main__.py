"""Lets ``python -m callback_desk`` be the same program as ``callback-desk``."""

from callback_desk.cli import main

if __name__ == "__main__":
    main()
