"""A set after the gig, told from its log: what was offered, what was taken, what played when.

Nothing is ranked again and no loop is opened: the session alone is stepped through the events.
"""
