"""What is declared, observed, planned and found, as frozen values. Imports nothing else of greenlane."""
