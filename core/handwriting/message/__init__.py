"""How is a message written in somebody's own hand?"""
