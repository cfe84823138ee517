"""What is refused of words that the holder of waste says of it: how it was lost, where it stands, why a new label."""

from wasteflow.core.errors import Refusal


class SayInWords(Refusal):
    """Say it in words: 1 to {limit} characters."""
