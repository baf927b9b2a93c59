"""The page of a month: its events, one question at a time, aims, skills, the free hour."""
