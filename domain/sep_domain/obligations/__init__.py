"""What the law and contracts ask for by a day, and what keeps something from going on."""
