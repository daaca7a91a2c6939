"""What several processes of one sandbox share in PostgreSQL, where one process keeps it in memory."""
