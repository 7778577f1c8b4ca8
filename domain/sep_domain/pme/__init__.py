"""The plan de mejoramiento educativo of a school, as something that decides."""
