"""What is kept between runs of a page: of one model, and of several at once."""
