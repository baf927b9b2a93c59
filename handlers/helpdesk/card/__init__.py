"""The card of a request, kept by everybody concerned; its buttons are handled in the folders of their actions."""
