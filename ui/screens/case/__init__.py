"""Case: what has happened, what is open, when is the next date and why?"""
