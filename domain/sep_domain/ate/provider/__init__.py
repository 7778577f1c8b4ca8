"""A provider of technical advice (ATE) as an entity: entered, certified, standing."""
