"""Applications to the regime that the SEREMI left unanswered."""
