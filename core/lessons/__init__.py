"""What can be learned here, step by step? Lessons as data, and the exhibits that they and a link lead to."""
