"""The panes of the desk: each shows domain values and posts messages; none calls an action."""
