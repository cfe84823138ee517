"""Pages of the dispatcher: drivers' phones, and what they recorded that was not taken."""
