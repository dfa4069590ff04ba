"""A report as text, JSON or JUnit: each takes findings and judges nothing."""
