"""Files out: the day as a workbook, as CSV files and as the text for the next shift."""
