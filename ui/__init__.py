"""The desktop: the only importer of PySide6. It takes commands, rows and domain values."""
