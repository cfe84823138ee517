"""What makes a paper prove itself.

In reading order: `model` (a paper in the archive, what is found of a file), `certificate` (by whose key documents are
signed), `pades` (the signature in a PDF: set by pyHanko, looked at byte for byte), `store` and `queries` (the archive),
`commands` (a paper leaves the house), `checking` (genuine, altered, superseded).
"""
