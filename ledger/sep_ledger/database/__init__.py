"""What stands between the log and PostgreSQL: its schema, named statements, questions, errors."""
