"""Where training material comes from: one file per shape of folder that is out there."""
