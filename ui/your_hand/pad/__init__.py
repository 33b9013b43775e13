"""What is on the part of Your hand where somebody writes on the screen?"""
