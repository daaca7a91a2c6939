"""The weekly statistics of Sferum (guide, sections D and E): what an organization's reports say about its people."""
