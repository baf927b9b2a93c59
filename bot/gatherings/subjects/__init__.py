"""What a gathering is about: proposed, supported, voted for."""
