"""The Bot API over HTTP, method by method."""
