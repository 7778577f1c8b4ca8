"""Values that every amount is held against: USE, UTM, consumer prices."""
