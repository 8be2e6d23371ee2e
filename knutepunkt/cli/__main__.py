"""Lets `python -m knutepunkt.cli` be the command."""

from knutepunkt.cli.main import main

main()
