"""Ledgers as companies keep them: HJ 1259-2022, produced batches, as CSV or XLSX.

In reading order: `words` what people write · `columns` which columns there are and what their cells may say · `reading`
a file as rows of text · `writing` templates and error files · `outcome` what became of a file · `refusals` ·
`queries` · `commands` the import · `routes` HTTP.
"""
