"""Programs that show what a translation does when it is run."""
