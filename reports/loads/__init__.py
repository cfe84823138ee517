"""Papers that go with a load beside its manifest: trip tickets, and what a border asks for."""
