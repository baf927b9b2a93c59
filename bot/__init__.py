"""The programme's rules and use cases, and all that runs them."""
