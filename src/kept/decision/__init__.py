"""May we? One flow and one person's standing in, one answer with its citing sentences out."""
