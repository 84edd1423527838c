"""The room: everything that touches network, disk, clock and chance."""
