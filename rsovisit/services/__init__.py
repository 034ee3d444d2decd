"""Use-cases: a module per noun, a function per intention, all reached through the bus."""
