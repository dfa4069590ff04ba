"""What people ask for, end to end: from intake to receipt."""
