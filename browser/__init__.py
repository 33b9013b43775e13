"""What runs in the visitor's browser: plain JavaScript and style sheets, and how they become one script."""
