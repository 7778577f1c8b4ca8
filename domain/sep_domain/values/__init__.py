"""Values that facts are made of: identifiers, money, grades, kinds of schools."""
