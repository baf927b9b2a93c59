"""Conferences: what they are about, who speaks, questions asked and handed over, what they brought."""
