"""What a person reads: tables of the terminal, and the answers in words."""
