"""Open data: what cities published, less what would give a company away; and releases of the three governments.

Reading order: `withholding` (when a figure is not given), `model` (a release), `queries` (published values as rows),
`commands` (propose and consent), `schemas` (JSON, CSV, the dictionary), `routes`.
"""
