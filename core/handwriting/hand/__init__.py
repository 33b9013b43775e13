"""What is kept of somebody's handwriting while they turn it into letters?"""
