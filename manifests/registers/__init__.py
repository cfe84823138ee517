"""Registers as files: what came in, went out, was carried, treated, turned away, and what lies there, of any period.

In reading order: `model` (which registers there are, their columns), `queries` (the rows, by a cursor), `writing` (CSV
and XLSX as streams; paper comes from `reports.volumes`, above this floor), `store`, `commands` (ordered, written by a
worker, called off, fetched), `refusals`, `routes`. However many rows there are, memory stays the same: a cursor reads,
a stream writes, the bytes stand in parts in the database.
"""
