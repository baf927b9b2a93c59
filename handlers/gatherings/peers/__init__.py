"""Groups between peers: their subject, métiers of few, two groups that become one."""
