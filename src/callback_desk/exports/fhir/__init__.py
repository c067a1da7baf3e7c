"""The day for record systems: FHIR R4 (4.0.1) resources, as one transaction and as lines of NDJSON."""
