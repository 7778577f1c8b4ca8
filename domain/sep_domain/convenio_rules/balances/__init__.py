"""What is left of a convenio's money: balances, their lines, plans for them, restitutions."""
