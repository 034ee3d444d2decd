"""`make bench`: how far the program stands above a floor measured in the same run."""
