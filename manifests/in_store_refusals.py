"""What is refused of a step that a holder takes with a batch in its store, and no other step refuses."""

from wasteflow.core.errors import Refusal


class SayHowLost(Refusal):
    """Say in 1 to {limit} characters what is known of how it was lost."""
