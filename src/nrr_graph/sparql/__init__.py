"""Read queries, say what is wrong with them, and word them for the engine; evaluate nothing."""
