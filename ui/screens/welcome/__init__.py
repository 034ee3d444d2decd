"""Welcome: there is no register to open yet, or it cannot be opened; what to do about it."""
