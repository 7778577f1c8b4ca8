"""The register of imports, and the undoing of one."""
