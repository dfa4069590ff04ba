"""What is held, where, and how each row reaches a person."""
