"""Advisers (ATE): their register, tenders, contracts, milestones and payments."""
