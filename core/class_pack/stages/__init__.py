"""What stands on each page of the pack, one file a page?"""
