"""Listeners, forms and views of the steps to book a bureau d'aide: the need, the slots, and « Modifier »."""
