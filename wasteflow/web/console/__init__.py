"""The console: pages drawn on the server, in four languages, for everybody but the driver's phone.

Read in this order: `words` (numbers, times, codes in the reader's language), `page` (one request, one answer),
`forms` (what people type, and what is wrong with it), `chain` and `acts` (pure: the picture, and what may be done
now), then one file per page.
"""
