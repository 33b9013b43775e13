"""What is on the page Your hand?"""
