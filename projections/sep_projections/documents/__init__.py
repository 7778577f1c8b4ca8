"""What is declared: documents of spending, accounts, and the documents behind decisions."""
