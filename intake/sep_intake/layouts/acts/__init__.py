"""Acts of authorities: resolutions, proceedings, notices, consents."""
