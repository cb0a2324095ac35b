"""Who lives here: the state of a person, how it is read, the instruments, and who replaces those who leave."""
