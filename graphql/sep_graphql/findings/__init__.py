"""What auditors question, and what was answered."""
