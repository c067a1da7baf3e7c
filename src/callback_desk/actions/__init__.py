"""What people do at the desk, one function each, and what they read; the screen and the shell call the same ones.

An action takes a `Desk`, opens one unit of work, commits once, and rolls back unless it committed.
"""
