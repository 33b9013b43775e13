"""What several pages draw: the pad of a model, the menu of models, films, links, and work that is asked for."""
