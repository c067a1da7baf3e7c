"""Files that bring what one desk wrote to the others: signed, closed to everybody else, whole or not at all."""
