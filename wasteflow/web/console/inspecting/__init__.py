"""The inspectors' pages: companies with their sheet, loads that stand apart, the overview of a city and of the bay."""
