"""Is each commitment kept? Evidence in, the worst verdict out."""
