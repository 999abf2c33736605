"""Turns checkpoints of training tools into model folders that Triptych serves, and proves that they are equal.

Starting points: `cli.main`, then `pipeline.export`, then `kinds`.
"""

__version__ = "0.2.0"
