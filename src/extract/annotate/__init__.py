"""The annotators' page: gold files and proposals in, corrected gold files out."""

from extract.annotate.server import open_desk, serve_desk

__all__ = ["open_desk", "serve_desk"]
