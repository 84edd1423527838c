"""The database: tables, and one module per noun. Nothing else knows SQL."""
