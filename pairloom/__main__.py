"""`python -m pairloom` is the command `pairloom`."""

from pairloom.pipelines.cli import main

main()
