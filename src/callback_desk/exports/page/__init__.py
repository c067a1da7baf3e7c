"""The day as one page for a browser, a telephone or paper: nothing is fetched, nothing runs, everything is text."""
