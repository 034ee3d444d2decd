"""Enquiries: what the assessors asked of the neighbourhood teams, until it is answered."""
