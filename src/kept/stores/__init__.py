"""The databases where the data lives: operations in, row counts out."""
