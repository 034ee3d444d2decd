"""`python -m rsovisit`: the same as the program `rsovisit`."""

from rsovisit.cli import main

if __name__ == "__main__":
    raise SystemExit(main())
