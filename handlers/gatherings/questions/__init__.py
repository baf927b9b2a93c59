"""Questions to who speaks at a conference: asked, supported, handed over."""
