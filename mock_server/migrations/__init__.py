"""The changes of the tables from version to version, run by `mock_server.schema`."""
