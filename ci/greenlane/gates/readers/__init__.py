"""Reports that other tools left: found, read strictly, believed only when they are whole, fresh and ours."""
