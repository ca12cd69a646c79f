"""PostgreSQL beyond its catalog entry: options, the prepared data folder, roles and database."""
