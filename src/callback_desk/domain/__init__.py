"""What a callback is and what may happen to it. Pure: no I/O, no clock, no SQL, no screen."""
