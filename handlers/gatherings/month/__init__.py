"""A promotion's month: « Ce mois-ci », and the next one before it is sent."""
