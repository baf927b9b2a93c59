"""The card of a cycle, kept by the asker and the mentor."""
