"""What somebody asks of others about a dispositif: a word with their coach; a porteur, that their team starts it."""
