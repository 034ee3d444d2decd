"""Overview: where are we late, how bad, and who has decided what about it?"""
