"""Runs every benchmark in turn."""

from benchmarks import linking


def main() -> None:
    """Print all figures."""
    print("Linking")
    linking.report()


if __name__ == "__main__":
    main()
