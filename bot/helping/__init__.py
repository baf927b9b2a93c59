"""Who can help whom: words that people say of themselves and agree to show, and asking one of them."""
