"""How does one image go the whole way in a worker, and how does a page read each step as soon as it is there?"""
