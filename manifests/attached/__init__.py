"""What is attached to an event: where its recorder was, photos. Beside the event, covered by its signature.

Read in this order: `model` (who may read it), `store` (written with the event), `photos` (is it one?), `commands` (its
bytes, when they come), `queries`, `routes`. What a client sends is `manifests.proposals.Attached`; the chain brings it.
"""
