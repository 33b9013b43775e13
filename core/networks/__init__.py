"""How does a network become something that the browser runs?"""
