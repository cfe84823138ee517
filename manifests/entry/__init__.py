"""What is checked against the world when a fact is entered, and what is filled in from it.

`world` what is asked of the registers, and for which fact · `manifest_entry` and `batch_entry` go through it, on
`permits`, `exemptions`, `approvals`, `scale`, `legs`, `storing`, `incoming`, `batteries`, `clocks`, `serials`,
`corrections` and `errand`, one matter each.
"""
