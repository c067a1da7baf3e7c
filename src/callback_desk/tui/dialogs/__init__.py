"""Short questions beside the desk. Each answers with a value of its own; none calls an action."""
