"""Which permission each step of a round asks for; whose round it is, each command asks itself. Pure."""

RIGHTS = {
    "round_planned": "round:plan",
    "call_added": "round:plan",
    "round_cancelled": "round:plan",
    "call_skipped": "round:collect",
    "slip_filled": "round:collect",
    "call_loaded": "round:collect",
    "round_arrived": "round:collect",  # or, told at the gate, as that which weighs
    "round_weighed": "manifest:receive",
    "round_closed": "manifest:receive",
}
