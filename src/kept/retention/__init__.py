"""Data leaves when its time has come: what is due now, and doing it."""
