"""Whether a convenio can be renewed: conditions, the 70 % executed, and the forecast of it."""
