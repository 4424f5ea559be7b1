"""`python -m live` is `barwise`."""

from live.cli import main

main()
