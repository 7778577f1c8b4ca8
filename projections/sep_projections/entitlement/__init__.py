"""What the law entitles a school to, month by month, beside what was paid."""
