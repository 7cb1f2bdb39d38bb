"""What `%load_ext theoremcheck` adds to a notebook: the magics `%theoremcheck` and `%%theoremcheck`."""
