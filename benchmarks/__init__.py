"""What the warehouse costs, measured beside the rivals in one run: `python -m benchmarks.load`."""
