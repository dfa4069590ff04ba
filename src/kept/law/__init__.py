"""What the law asks: time limits, counts and identity levels as data with articles."""
