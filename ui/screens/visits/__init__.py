"""Visits: whom must I see, how late is it, what must I know at the door?"""
