"""The parts of the window's frame: marking, top bar, rail, status bar, finder, history."""
