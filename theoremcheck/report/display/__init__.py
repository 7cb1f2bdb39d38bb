"""How a notebook shows the values of the API: the same contents as HTML and Markdown, and sentences in LaTeX."""
