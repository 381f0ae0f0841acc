"""The graph in notebooks and scripts: data frames, things with their evidence, a dataset."""
