"""How good each exit is, at what cost, and how sure that is."""
