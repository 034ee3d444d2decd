# Each task sets the checkout up first (once; seconds afterwards), then runs.
# On Windows, or without make: py -m make demo

PYTHON ?= $(firstword $(foreach name,python3 python3.14 python3.13 python3.12 python3.11 python,\
	$(if $(shell command -v $(name)),$(name))))

.PHONY: help demo test check fix bench package lock
.DEFAULT_GOAL := help

help:  ## this list
	@sed -n 's/^\([a-z]*\):.*## /  make \1	/p' Makefile

demo:  ## an invented register in a window; without a display, pictures in build/screens
test:  ## every test, PostgreSQL's included, with the coverage floor
check:  ## ruff, mypy and the house rules
fix:  ## format and mend what ruff can
bench:  ## ratios to floors measured in the same run
package:  ## source archive and wheel in dist/
lock:  ## pin the newest allowed versions anew

demo test check fix bench package lock:
	@"$(PYTHON)" packaging/setup_env.py --run $@
