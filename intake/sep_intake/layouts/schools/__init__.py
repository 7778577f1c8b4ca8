"""Schools and their pupils: directory, attendance, priority pupils."""
