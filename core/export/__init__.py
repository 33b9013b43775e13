"""How does a model leave this program: into a browser, a file, another program?"""
