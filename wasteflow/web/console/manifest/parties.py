"""Who takes part, in the order of the journey, and what the manifest hangs together with."""

from wasteflow.web.console.manifest.part import Part, always

PART = Part("parties.html", "side", always)
