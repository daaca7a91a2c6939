"""Runs every benchmark in turn."""

from benchmarks import linking, office, statistics


def main() -> None:
    """Print all figures."""
    print("Linking")
    linking.report()
    print("The week's statistics of an organization")
    office.report()
    print("Statistics")
    statistics.report()


if __name__ == "__main__":
    main()
