"""Topfive as it is installed: ``server``, ``votes`` and ``static`` stand in this one package as in a checkout."""
