"""The sandbox: the journal, VK ID, the messenger and Sferum, played by four small sites over one model.

It knows nothing of the tests that use it; everything a test needs is asked of its control API.
"""
