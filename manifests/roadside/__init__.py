"""Control on the road: what an officer, or whoever is shown a link, learns of a load, and that they looked.

`model` what is told · `leg` how it is read off a manifest (pure) · `commands` looking, showing · `store`, `queries` SQL
· `routes` HTTP. The paper an empty search leaves is drawn by `reports.documents.attestation`.
"""
