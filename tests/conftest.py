"""What holds for all tests."""

from hypothesis import settings

# A shared machine may stall for a second at any moment: that says nothing about the code. Speed is measured in bench/.
settings.register_profile("renaksi", deadline=None)
settings.load_profile("renaksi")
