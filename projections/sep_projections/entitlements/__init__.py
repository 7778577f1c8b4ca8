"""What the law gives each school: how it is folded, and the inputs that it is computed from."""
