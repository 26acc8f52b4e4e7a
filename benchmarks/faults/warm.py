"""What the process that all passes are forked from imports: everything, and used once."""

from benchmarks.faults.child import warm_up

warm_up()
