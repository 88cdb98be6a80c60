"""The way out to the network, and the only code that opens a socket: `client` is the door, the rest is behind it."""
