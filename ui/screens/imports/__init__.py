"""Import: choose a file, see what would change and what is refused, then write it."""
