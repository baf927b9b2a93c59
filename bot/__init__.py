"""The programme's rules and use cases."""
