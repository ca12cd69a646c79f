"""What GitHub does with workflows and actions that no other tool holds against them."""
