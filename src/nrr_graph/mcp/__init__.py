"""The graph for language models: the Model Context Protocol (MCP), read-only."""
