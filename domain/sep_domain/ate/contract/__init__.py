"""A contract of technical advice as an entity: tendered, agreed, delivered, reported."""
