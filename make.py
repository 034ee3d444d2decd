"""`py -m make demo`, `py -m make test`: what `make` does, on a machine that has none."""

import runpy
import sys
from pathlib import Path

if __name__ == "__main__":
    sys.argv[1:1] = ["--run"]
    runpy.run_path(str(Path(__file__).with_name("packaging") / "setup_env.py"), run_name="__main__")
