"""Papers of a site and what it holds: its ledger, its declarations, the signs at its doors."""
