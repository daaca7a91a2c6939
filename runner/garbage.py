"""Keeps the garbage collector away from what lives as long as the run: the tests and all that they import."""

import gc


def pytest_collection_finish() -> None:
    # Otherwise each full collection walks hundreds of thousands of objects: up to a fifth of a busy sandbox's time.
    gc.collect()
    gc.freeze()
