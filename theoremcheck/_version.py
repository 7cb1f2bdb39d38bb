"""The version, alone in its file so that packaging and `--version` read it without an import."""

__version__ = "0.2.0"
