"""What makes an article good to read and safe to quote: rules, their levels, fixes and formats."""
