"""What stands between a stranger's file and the rest: zips, what a file is, and a process of its own to read it in."""
