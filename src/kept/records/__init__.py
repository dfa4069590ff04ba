"""kept's own filing cabinet: tables, migrations and queries."""
