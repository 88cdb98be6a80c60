"""From a publisher's answer, or a person's file, to the landing area."""
