"""What a person types and reads: the command line, tables of the terminal, and the answers in words."""
