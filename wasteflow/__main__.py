"""`python -m wasteflow`"""

from wasteflow.cli import main

main()
