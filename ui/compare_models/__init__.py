"""The page Compare models: which models stand side by side, and the questions put to them?"""
