"""How fast Topfive is on this machine, beside the floors of the same run."""
