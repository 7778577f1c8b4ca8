"""What authorities decide: resolutions, sanction proceedings, applications, consents."""
