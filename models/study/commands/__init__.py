"""One file for each subcommand of `barwise study`."""
