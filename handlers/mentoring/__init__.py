"""The conversation about mentoring cycles: people request, answer, choose and change them."""
