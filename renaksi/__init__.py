"""The program around the stages: command line, batch, tables, checks."""

__version__ = "0.1.0"
