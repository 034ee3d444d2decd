"""Where the stand-alone window starts."""

import multiprocessing
import sys

if __name__ == "__main__":
    # An import runs in a child process, which starts the stand-alone program anew.
    multiprocessing.freeze_support()
    from rsovisit.app import desktop_main

    sys.exit(desktop_main())
