"""The fields of the outcome note: each draws itself as lines and answers keys; none is a widget of its own.

One pane draws them all, so that a typed character repaints one line and nothing is ever laid out anew.
"""
