"""The tab "Analyze a file": what a predicted file says, and the one filter that drives all of it."""
