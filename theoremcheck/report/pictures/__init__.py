"""Pictures of a verdict as SVG. They show floats, and decide nothing."""
