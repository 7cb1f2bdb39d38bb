"""An atlas: a folder of pages about a corpus and the theory behind it, for a browser, without a server."""
