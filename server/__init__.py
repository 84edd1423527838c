"""Topfive: everything that touches network, disk, clock and chance. The rules of voting stand in ``votes``."""
