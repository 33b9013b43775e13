"""What does whoever runs this server see and settle: what grows old, what goes, and what one visitor takes along?"""
