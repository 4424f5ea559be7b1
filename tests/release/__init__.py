"""Is it fit to be given away? `make release-check` builds it and uses it where nothing is."""
