"""How fast renaksi is, and how much memory it takes, beside the libraries it stands on."""
