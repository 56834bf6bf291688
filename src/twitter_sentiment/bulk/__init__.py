"""Bulk prediction: files of texts in, files of predictions out."""
