"""How are names and sentences put, for eyes and for files that others open?"""
