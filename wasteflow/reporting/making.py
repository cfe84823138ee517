"""A report on demand, with what the whole house counts: a city's office and the console make it as the clock does."""

from functools import partial

from reports.commands import make_monthly
from wasteflow.reporting.beside import beside

make = partial(make_monthly, look=beside)
