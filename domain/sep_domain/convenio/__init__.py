"""The convenio of a school, as something that decides: from the application to the settlement."""
