"""How do words become letters with names, if it is known what they say?"""
