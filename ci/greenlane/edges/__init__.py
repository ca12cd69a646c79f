"""The only place that touches the world: files, processes, ports, registries, servers, the clock."""
