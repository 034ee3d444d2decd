"""ARMS queue: what comes next, why that, and what do I decide?"""
