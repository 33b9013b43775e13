"""How do letters come from sheets that were printed, written on and photographed?"""
