"""Messages to people, one address at a time: by a mail server, or into the outbox folder."""
