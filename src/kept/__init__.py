"""kept: your privacy policy, kept like a test suite."""

__version__ = "0.1.0"
