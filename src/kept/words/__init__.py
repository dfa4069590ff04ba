"""The dictionary: keys, periods, flows and errors that every other room speaks in."""
