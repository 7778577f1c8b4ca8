"""Countries of which some files were never handed in."""
