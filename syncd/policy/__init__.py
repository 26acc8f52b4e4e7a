"""Decide, and nothing else: from what is, make the plan of what should change.

In: a post-mortem, its tickets, the facts that cross post-mortems, the policy, the time now.
Out: a `Plan`. No I/O, no clock, no randomness: the same arguments give the same plan.
"""
