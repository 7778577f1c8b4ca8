"""What follows from a school's performance category: its SEP equivalent, and the law's dates."""
