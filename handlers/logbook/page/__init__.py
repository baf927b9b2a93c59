"""The page of a month: what it brought, one question at a time, aims, skills, the hour kept free."""
