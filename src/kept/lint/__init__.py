"""What a policy's text lacks or contradicts, one file a rule."""
