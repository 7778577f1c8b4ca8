"""Bank accounts, their lines, and what banks certify."""
