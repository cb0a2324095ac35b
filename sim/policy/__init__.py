"""What policy brings to a person: doses by route, and how they are delivered."""
