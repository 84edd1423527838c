"""Departments hand in the items that become the options of a list."""
