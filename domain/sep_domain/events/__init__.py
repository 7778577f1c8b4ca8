"""The event catalogue, one module per subject; `sep_domain.catalogue` lists it whole."""
