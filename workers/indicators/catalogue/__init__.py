"""One file is one indicator; the folder is the list."""
