"""Selection -> the findings of "Why here, why now?": one module a panel, each answering for one source.

Like `dashboard.data.queries` these are a way out for numbers: what they found passes through `disclose()`.
"""
