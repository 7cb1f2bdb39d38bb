"""The inner kernel: what the statements say, how they unfold, and the facts that nobody else can make.

Read it in this order: ``statements``, ``logic``, ``conditions``, ``facts``. The checks that ``conditions`` names are
outside; every other part of the trusted folder serves one of them.
"""
