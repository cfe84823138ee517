"""The page of one manifest, put together from parts: `part` what a part is, `parts` which there are, `steps` what a
party may do there, `page` the routes; every other file is one part."""
