"""What stands between the network and the pages: only what pages need comes through, and nobody crowds others out."""
