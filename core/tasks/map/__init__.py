"""How is a map made, watched and kept?"""
