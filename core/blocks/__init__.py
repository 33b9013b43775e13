"""What is each component of the browser sent? One block of bytes, one file a component, named as in browser/."""
