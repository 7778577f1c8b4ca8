"""camt.053, OFX and MT940 by their standards; CSV and sheets by a mapping for each bank."""
