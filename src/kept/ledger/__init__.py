"""What happened, in order, in a form nobody can quietly rewrite."""
