"""Which mentor, and when: who has the domain and room, and four times that suit all."""
