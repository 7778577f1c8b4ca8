"""What is paid, spent, declared and banked in the fictional country."""
