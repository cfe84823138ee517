"""One file is one rule; the folder is the list."""
