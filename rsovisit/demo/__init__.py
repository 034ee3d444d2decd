"""The invented register: a unit's ten years, plainly made up, written through the bus."""
