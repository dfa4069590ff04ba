"""What is done for each commitment and what proves it, or the gap that stands in the way."""
