"""What stands on the Sample page: strategies to draw by, the images they give, and questions to them."""
