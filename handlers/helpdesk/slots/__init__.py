"""The slots of a week, in every form that asks for one."""
