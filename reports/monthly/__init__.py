"""The sections of the month's report, beside those that `reports.documents.monthly_city` draws itself.

`base` (words, pages, headings; contents and bookmarks), `opening` (contents, the month on one page), `scores` (the
indicator set), `wastes` (every stream, the cities), `groups` (construction, household and medical waste), `matters`
(cases), `beyond` (capacity, what is hard to place, carbon), `cells` (zero-waste cells), `quality` (what is estimated or
late; how recovery is counted). Each leaves itself out where its figures are not there.
"""
