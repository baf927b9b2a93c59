"""The App Home in conversation: what awaits me, what comes next, where the promotion stands."""
