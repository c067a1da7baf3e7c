"""Files in: what the clinic's systems export is read into units, and a plan says what each would do."""
