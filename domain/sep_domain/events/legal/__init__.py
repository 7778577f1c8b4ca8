"""Facts about convenios, applications, acts and proceedings."""
