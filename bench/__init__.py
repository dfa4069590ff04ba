"""How fast kept is: each file measures one thing, prints a table and fails when a limit is passed."""
