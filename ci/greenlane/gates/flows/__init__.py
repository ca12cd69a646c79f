"""What the tools for workflows, actions and shell scripts share."""
