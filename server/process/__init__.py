"""How the process serves: connections, certificates, the fast ways, backups."""
