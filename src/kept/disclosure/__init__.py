"""Who receives personal data, on what contract, and what they may receive."""
