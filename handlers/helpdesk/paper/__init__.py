"""What a team says of its request once it is booked: its document, its subject, whether its channel hears of it."""
