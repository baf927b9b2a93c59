"""The coaches' overview of a promotion: défis, usage of the dispositifs, and skills not covered yet."""
