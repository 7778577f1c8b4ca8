"""What the ministry paid, with its components and adjustments."""
