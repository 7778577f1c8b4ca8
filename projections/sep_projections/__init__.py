"""Read models: what each view is, how it is folded from events, how it is rebuilt."""
