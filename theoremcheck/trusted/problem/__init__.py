"""The exact problem: expressions, model, the layout of its parameters, its samples, and what is read off it."""
