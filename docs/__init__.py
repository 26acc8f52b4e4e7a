"""The documentation, and what keeps it true.

In: the code of syncd, its example configuration, and a run of its demo. Out: the blocks
between `<!-- begin NAME -->` and `<!-- end NAME -->` in the Markdown pages; everything around
them is written by hand. It must not be imported by syncd, nor be part of what is installed.
"""
