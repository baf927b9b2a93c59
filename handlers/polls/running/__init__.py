"""The asker of a date poll reads the answers, compares the dates, offers other dates, and chooses one."""
