"""How do models leave and arrive, and how is what a visitor brings read?"""
