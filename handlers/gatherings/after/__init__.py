"""What follows a gathering: who came, and what is sent to them."""
