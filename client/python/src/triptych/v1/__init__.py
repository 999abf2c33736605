"""Messages and stubs of the wire contract; generated, see client/generate.sh."""
