"""The layer between the network and the sites: sockets, TLS, hosts, limits on requests."""
