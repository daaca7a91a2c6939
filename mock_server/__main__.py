"""`python -m mock_server`: the sandbox alone."""

if __name__ == "__main__":
    from mock_server.cli import quit_on_signals

    quit_on_signals()  # before the import below: it takes a second
    from mock_server.command import main

    main(prog_name="python -m mock_server")
