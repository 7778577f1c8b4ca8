"""The yearly accounts of a sostenedor: steps, reviews, approvals, and who does not render."""
