"""Text in the cells of a table that somebody opens in a spreadsheet. Pure."""

RUNS = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


def inert(cell: str) -> str:
    """As it is, or so that a spreadsheet shows it and does not run it."""
    return f"'{cell}" if cell.startswith(RUNS) else cell
