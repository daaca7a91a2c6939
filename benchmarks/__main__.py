"""Runs every benchmark in turn."""

from benchmarks import linking, statistics


def main() -> None:
    """Print all figures."""
    print("Linking")
    linking.report()
    print("Statistics")
    statistics.report()


if __name__ == "__main__":
    main()
