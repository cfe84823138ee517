"""What is on it, line by line: sent, weighed on the way and at the gate, taken."""

from wasteflow.web.console.manifest.part import Part, always

PART = Part("lines.html", "wide", always)
