"""What was promised: documents, citations, commitments and their written form."""
