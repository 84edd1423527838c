"""How people come in: join codes, tickets, the list at the entrance."""
