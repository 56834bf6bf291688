"""Tools for agents over the Model Context Protocol: classify, explain, and analyze a file."""
