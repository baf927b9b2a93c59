"""The conversation about gatherings, from the series and its announcements to the questions afterwards."""
