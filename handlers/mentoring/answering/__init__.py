"""The answer of the mentor to a request. A coach can answer for the mentor."""
