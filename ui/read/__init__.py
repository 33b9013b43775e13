"""The Read page: what a network makes of what somebody draws."""
