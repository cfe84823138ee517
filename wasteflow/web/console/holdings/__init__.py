"""What a company holds: its stock, treating what it received, and its plan with what is there to send."""
