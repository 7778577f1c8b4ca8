"""What is reckoned of outcomes: groups compared, advice, money beside results; pure functions."""
