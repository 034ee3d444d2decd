"""Files in and out: sheets read into checked rows by a limited child, and safe exports."""
