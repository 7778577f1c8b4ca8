"""Values that amounts are held against: USE, UTM, consumer prices, numbers of the law."""
