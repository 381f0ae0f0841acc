"""What pages and APIs show, as plain values."""
