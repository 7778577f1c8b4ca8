"""What a command says of schools, sostenedores, contracts and advisers, against what is known."""
