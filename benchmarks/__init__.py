"""Measurements that can be repeated: `python -m benchmarks.storage`."""
