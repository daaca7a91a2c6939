"""The job that checks a roster of journal accounts: is each linked, and to which ID."""
