"""What every feature's conversation shares: routes, the runner, blocks, escaping, the answer to faults."""
