from wasteflow.cli import main

main()
