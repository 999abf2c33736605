"""What ends an export without a folder."""


class Refusal(Exception):
    """The checkpoint, or what came of it, cannot be served: exit status 1."""


class Usage(Exception):
    """The arguments cannot be right, whatever the checkpoint holds: exit status 2."""
